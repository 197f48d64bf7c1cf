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
}

/// <summary>What became of one attempt to have a session.</summary>
/// <param name="Code">What the gateway said, else <see cref="ErrorCode.None"/>.</param>
/// <param name="Reason">One line for people.</param>
internal readonly record struct AttemptResult(AttemptKind Kind, ErrorCode Code, string Reason)
{
    public static AttemptResult Unreachable(string reason) => new(AttemptKind.Unreachable, ErrorCode.None, reason);

    public static AttemptResult Refused(ErrorCode code, string reason) => new(AttemptKind.Refused, code, reason);

    /// <summary>Judges a code that a gateway gave instead of a Welcome.</summary>
    public static AttemptResult NotWelcome(ErrorCode code, string reason) =>
        code is ErrorCode.NotAdmitted or ErrorCode.DuplicateUid or ErrorCode.BadVersion or ErrorCode.NotSupported ? Refused(code, reason) : new(AttemptKind.Unreachable, code, reason);
}
