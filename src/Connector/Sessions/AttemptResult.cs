using SocketWarp.Protocol;

namespace SocketWarp.Connector.Sessions;

internal enum AttemptKind
{
    /// <summary>The session was up, and has ended.</summary>
    Ended,

    /// <summary>No gateway could be reached, or it could not take us just now.</summary>
    Unreachable,

    /// <summary>A gateway said no, and will say no again until somebody changes something.</summary>
    Refused,

    /// <summary>A legacy gateway closed right after TLS, its only way to refuse us: the reason may pass by itself, or never.</summary>
    TurnedAway,
}

/// <summary>What became of one attempt to have a session.</summary>
/// <param name="Code">What the gateway said, else <see cref="ErrorCode.None"/>.</param>
/// <param name="Reason">One line for people.</param>
internal readonly record struct AttemptResult(AttemptKind Kind, ErrorCode Code, string Reason)
{
    public static AttemptResult Unreachable(string reason) => new(AttemptKind.Unreachable, ErrorCode.None, reason);

    public static AttemptResult Refused(ErrorCode code, string reason) => new(AttemptKind.Refused, code, reason);

    public static AttemptResult TurnedAway(string reason) => new(AttemptKind.TurnedAway, ErrorCode.None, reason);

    /// <param name="fault">The fault that the gateway finds in it.</param>
    public static AttemptResult OwnCertificateRefused(string fault) =>
        Refused(ErrorCode.NotAdmitted, $"the gateway refuses this connector's certificate: {fault}");

    /// <param name="fault">The fault that we find in it.</param>
    public static AttemptResult GatewayCertificateRefused(string fault) => Refused(ErrorCode.None, $"the gateway's certificate is not accepted: {fault}");

    /// <summary>The result of a code that a gateway gave instead of a Welcome.</summary>
    public static AttemptResult NotWelcome(ErrorCode code, string reason) =>
        code switch
        {
            ErrorCode.NotAdmitted => Refused(code, $"the gateway does not admit this connector: {reason}"),
            ErrorCode.DuplicateUid or ErrorCode.BadVersion or ErrorCode.NotSupported => Refused(code, reason),
            _ => new AttemptResult(AttemptKind.Unreachable, code, reason),
        };
}
