namespace SocketWarp.Protocol;

/// <summary>Defaults of the protocol's timeouts; docs/protocol.md, "Timeouts". Every one can be set.</summary>
public static class ProtocolTimeouts
{
    /// <summary>TLS finished to Hello: a gateway waits no longer.</summary>
    public static readonly TimeSpan Hello = TimeSpan.FromSeconds(5);

    /// <summary>Hello to Welcome or Refused: a connector waits no longer. Longer than a gateway's call of the verify service.</summary>
    public static readonly TimeSpan Welcome = TimeSpan.FromSeconds(15);

    /// <summary>Name lookup and connect of a target, together.</summary>
    public static readonly TimeSpan Dial = TimeSpan.FromSeconds(5);

    /// <summary>TunnelOpen to TunnelOpened as the gateway sees it: the dial and a slow path.</summary>
    public static readonly TimeSpan Opened = TimeSpan.FromSeconds(10);

    /// <summary>How long the session that holds a uid has to answer when a second one comes.</summary>
    public static readonly TimeSpan DuplicateProbe = TimeSpan.FromSeconds(1);

    /// <summary>Drain to close, when Drain names no time.</summary>
    public static readonly TimeSpan Drain = TimeSpan.FromSeconds(5);
}
