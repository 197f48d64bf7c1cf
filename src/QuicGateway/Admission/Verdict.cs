using System.Diagnostics.CodeAnalysis;
using SocketWarp.Protocol;

namespace SocketWarp.QuicGateway.Admission;

/// <summary>A uid with what it may have, or the reason for a refusal.</summary>
internal sealed record Verdict(string? Uid, ClientRules Rules, Refusal? Refusal)
{
    [MemberNotNullWhen(true, nameof(Uid))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsAdmitted => Uid is not null;

    /// <summary>The value of <see cref="AdmittedCertificates.Epoch"/> when the verify service was asked.</summary>
    public long Epoch { get; init; }

    public static Verdict Admitted(string uid, ClientRules? rules = null) => new(uid, rules ?? ClientRules.None, null);

    public static Verdict Refused(ErrorCode code, string reason) => new(null, ClientRules.None, new Refusal(code, reason));
}
