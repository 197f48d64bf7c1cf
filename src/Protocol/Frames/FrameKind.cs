namespace SocketWarp.Protocol.Frames;

/// <summary>What a frame's body is. Control stream: below 0x10; tunnel streams: from 0x10.</summary>
public enum FrameKind : ulong
{
    /// <summary>Connector to gateway, the first control frame.</summary>
    Hello = 0x01,

    /// <summary>Gateway to connector: the session is up.</summary>
    Welcome = 0x02,

    /// <summary>Gateway to connector: the session will not come up.</summary>
    Refused = 0x03,

    /// <summary>Either side.</summary>
    Ping = 0x04,

    /// <summary>The answer to <see cref="Ping"/>.</summary>
    Pong = 0x05,

    /// <summary>Either side: no new tunnels.</summary>
    Drain = 0x06,

    /// <summary>Connector to gateway: when its certificate ends.</summary>
    CertificateNotice = 0x07,

    /// <summary>Gateway to connector: can this target be dialled?</summary>
    TargetProbe = 0x08,

    /// <summary>The answer to <see cref="TargetProbe"/>.</summary>
    TargetProbeResult = 0x09,

    /// <summary>Gateway to connector, the first frame of a tunnel's stream.</summary>
    TunnelOpen = 0x10,

    /// <summary>Connector to gateway, the first frame back: the target accepted.</summary>
    TunnelOpened = 0x11,
}
