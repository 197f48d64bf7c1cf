using SocketWarp.Protocol;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.QuicGateway.Publishing.Visitors;

/// <summary>Failures in words, for logs and for <c>warp status</c>.</summary>
internal static class TunnelFailureText
{
    /// <summary>Ends without a code: the session went away below the tunnel.</summary>
    public const string SessionLost = "SessionLost";

    /// <summary>A legacy connector ended the tunnel without a byte, which is all that it says when a dial fails.</summary>
    public const string SilentEnd = "SilentEnd";

    /// <summary>The visitor took nothing of what came for it.</summary>
    public const string Stalled = "Stalled";

    /// <summary>The session went away a moment ago and the port still let somebody in.</summary>
    public const string NoSession = "NoSession";

    /// <summary>The uid may have such an assignment no longer, and the port still let somebody in.</summary>
    public const string NotAllowed = "NotAllowed";

    /// <returns>The name that the failure is counted under and a line for people; null when the tunnel ended as its visitor wanted.</returns>
    public static (string Reason, string Text)? Of(in TunnelOutcome outcome)
    {
        var code = (ErrorCode)outcome.Code;
        return outcome.End switch
        {
            TunnelEnd.SessionLost => (SessionLost, "the session ended"),
            TunnelEnd.DialFailed when code == ErrorCode.None => (
                SilentEnd,
                "the legacy connector ended it without a byte: it could not dial, or the target closed at once"
            ),
            TunnelEnd.Stalled => (
                Stalled,
                code == ErrorCode.LimitReached ? "the visitor took nothing while memory was short" : "the visitor did not take the rest"
            ),
            TunnelEnd.PeerReset or TunnelEnd.Rejected or TunnelEnd.DialFailed when code != ErrorCode.None => (Name(code), Describe(code)),
            _ => null,
        };
    }

    /// <summary>What a failure is counted under; a peer can send any number, so those without a name share one.</summary>
    public static string Name(ErrorCode code) => Enum.IsDefined(code) ? code.ToString() : "Unknown";

    public static string Describe(ErrorCode code) =>
        code switch
        {
            ErrorCode.SocketReset => "the target reset the connection",
            ErrorCode.TargetRefused => "the target refused the connection",
            ErrorCode.TargetUnreachable => "there is no route to the target",
            ErrorCode.TargetTimeout => "the target did not answer in time",
            ErrorCode.TargetForbidden => "the connector's settings do not allow this target",
            ErrorCode.TargetUnknown => "the target's name has no address",
            ErrorCode.TargetNameTimeout => "the target's name was not looked up in time: the connector's resolver has not answered",
            ErrorCode.TargetNameFailed => "the target's name could not be looked up: the connector's resolver failed",
            ErrorCode.TargetMalformed => "the connector cannot read the target's address",
            ErrorCode.LimitReached => "a limit is reached",
            ErrorCode.TooSlow => "the connector did not say in time whether the target took the connection",
            ErrorCode.ShuttingDown => "the connector is shutting down",
            ErrorCode.NotSupported => "the connector cannot do this",
            ErrorCode.BadFrame => "the connector's answer cannot be read",
            ErrorCode.Internal => "the connector failed",
            _ => $"the stream was reset with code 0x{(ulong)code:x}",
        };
}
