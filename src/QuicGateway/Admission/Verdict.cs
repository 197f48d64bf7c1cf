using System.Diagnostics.CodeAnalysis;
using SocketWarp.Protocol;

namespace SocketWarp.QuicGateway.Admission;

/// <summary>Either a uid or the reason why there is none.</summary>
internal sealed record Verdict(string? Uid, Refusal? Refusal)
{
    [MemberNotNullWhen(true, nameof(Uid))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsAdmitted => Uid is not null;

    public static Verdict Admitted(string uid) => new(uid, null);

    public static Verdict Refused(ErrorCode code, string reason) => new(null, new Refusal(code, reason));
}
