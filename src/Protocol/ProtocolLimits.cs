namespace SocketWarp.Protocol;

/// <summary>Bounds of everything that a peer can send; docs/protocol.md, "Limits".</summary>
public static class ProtocolLimits
{
    /// <summary>Bytes of a control frame's body.</summary>
    public const int MaxControlBody = 64 * 1024;

    /// <summary>Bytes of a tunnel frame's body: with its header it fits in the 4,096 that a tunnel's opening may have.</summary>
    public const int MaxTunnelBody = 4000;

    /// <summary>Bytes of a frame's kind and length at their longest (RFC 9000 section 16).</summary>
    public const int MaxFrameHeader = 16;

    /// <summary>Bytes of the legacy header, padding included.</summary>
    public const int LegacyHeader = 1024;

    /// <summary>Characters of a uid, as X.520 bounds a common name.</summary>
    public const int MaxUid = 64;

    /// <summary>Characters of a host name (RFC 1123 section 2.1).</summary>
    public const int MaxHostName = 253;

    /// <summary>Bytes of a Unix socket's path: <c>sun_path</c> holds 108 with the NUL.</summary>
    public const int MaxUnixPath = 107;

    /// <summary>Characters of Hello.name, Hello.software and Hello.replaces.</summary>
    public const int MaxName = 128;

    /// <summary>Entries of Hello.labels.</summary>
    public const int MaxLabels = 64;

    /// <summary>Characters of a label's key.</summary>
    public const int MaxLabelKey = 64;

    /// <summary>Characters of a label's value.</summary>
    public const int MaxLabelValue = 256;

    /// <summary>Entries of Hello.capabilities.</summary>
    public const int MaxCapabilities = 64;

    /// <summary>Characters of one capability.</summary>
    public const int MaxCapability = 64;

    /// <summary>Bytes of UTF-8 of a close's or refusal's reason.</summary>
    public const int MaxReason = 256;

    /// <summary>Target probes that one session may have unanswered.</summary>
    public const int MaxProbes = 16;
}
