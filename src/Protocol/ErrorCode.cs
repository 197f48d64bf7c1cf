namespace SocketWarp.Protocol;

/// <summary>
/// Application error codes: of a stream's reset or stop, of a session's close, of Refused and of TargetProbeResult.
/// On the wire they are QUIC application error codes (RFC 9000 section 20.2).
/// </summary>
public enum ErrorCode : ulong
{
    /// <summary>Nothing is wrong.</summary>
    None = 0,

    /// <summary>A fault of our own; the log has it.</summary>
    Internal = 0x01,

    /// <summary>The process is shutting down.</summary>
    ShuttingDown = 0x02,

    /// <summary>A frame or header that cannot be read, is too long, or is of an unknown kind.</summary>
    BadFrame = 0x03,

    /// <summary>A protocol version that this side does not speak.</summary>
    BadVersion = 0x04,

    /// <summary>A limit of this side is reached: tunnels, visitors, streams, the memory for a socket that takes nothing.</summary>
    LimitReached = 0x05,

    /// <summary>The peer took too long to say the next thing.</summary>
    TooSlow = 0x06,

    /// <summary>The request is well-formed, but this side cannot do it: for now, a UDP tunnel.</summary>
    NotSupported = 0x07,

    /// <summary>The socket at the other end (visitor or target) was reset.</summary>
    SocketReset = 0x10,

    /// <summary>The target refused the connection.</summary>
    TargetRefused = 0x11,

    /// <summary>No route to the target, or its network is down.</summary>
    TargetUnreachable = 0x12,

    /// <summary>The target did not answer within the dial timeout.</summary>
    TargetTimeout = 0x13,

    /// <summary>The connector's settings do not allow this target.</summary>
    TargetForbidden = 0x14,

    /// <summary>The target's name has no address.</summary>
    TargetUnknown = 0x15,

    /// <summary>The target's address cannot be read.</summary>
    TargetMalformed = 0x16,

    /// <summary>The target's name was not looked up within the dial timeout.</summary>
    TargetNameTimeout = 0x17,

    /// <summary>The target's name could not be looked up: the connector's resolver failed.</summary>
    TargetNameFailed = 0x18,

    /// <summary>The certificate names no uid, or the verify service refused it; of a session that was up: it was revoked meanwhile, or has expired.</summary>
    NotAdmitted = 0x20,

    /// <summary>Another live session has this uid.</summary>
    DuplicateUid = 0x21,

    /// <summary>A newer session of the same uid took over from this one, which did not answer.</summary>
    Replaced = 0x22,

    /// <summary>The verify service cannot be asked; of a session that was up: for too long.</summary>
    VerifyUnavailable = 0x23,
}
