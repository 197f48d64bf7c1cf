namespace SocketWarp.Pki.Peers;

public sealed record PeerChainOptions
{
    public required PeerUsage Usage { get; init; }

    /// <summary>A DNS name or IP address that must be among the leaf's subject alternative names. Null: any.</summary>
    public string? ServerName { get; init; }

    /// <summary>The setting with which a user expects another server name, for messages; null: there is no such setting.</summary>
    public string? NameSetting { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
