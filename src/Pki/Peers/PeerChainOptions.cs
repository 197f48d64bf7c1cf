namespace SocketWarp.Pki.Peers;

/// <summary>The requirements that a peer's certificate must meet.</summary>
public sealed record PeerChainOptions
{
    /// <summary>The use that its leaf must be meant for.</summary>
    public required PeerUsage Usage { get; init; }

    /// <summary>A DNS name or IP address that must be among the leaf's subject alternative names. Null: any.</summary>
    public string? ServerName { get; init; }

    /// <summary>The setting with which a user expects another server name, for messages; null: there is no such setting.</summary>
    public string? NameSetting { get; init; }

    /// <summary>The clock by which it is checked.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
