using System.Diagnostics.CodeAnalysis;
using SocketWarp.Protocol;

namespace SocketWarp.QuicGateway.Admission;

/// <summary>A uid with what it may have, or the reason for a refusal.</summary>
internal sealed record AdmissionDecision(string? Uid, ClientGrants Rules, Refusal? Refusal)
{
    [MemberNotNullWhen(true, nameof(Uid))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsAdmitted => Uid is not null;

    /// <summary>The value of <see cref="AdmittedCertificates.Epoch"/> when the verify service was asked.</summary>
    public long Epoch { get; init; }

    public static AdmissionDecision Admitted(string uid, ClientGrants? rules = null) => new(uid, rules ?? ClientGrants.None, null);

    public static AdmissionDecision Refused(ErrorCode code, string reason) => new(null, ClientGrants.None, new Refusal(code, reason));
}
