namespace SocketWarp.Pki.Peers;

public sealed record PeerChainOptions
{
    public required PeerUsage Usage { get; init; }

    /// <summary>A DNS name or IP address that must be among the leaf's subject alternative names. Null: any.</summary>
    public string? ServerName { get; init; }

    /// <summary>Lets the subject's common name stand in where the leaf has no alternative names; for certificates of old tools.</summary>
    public bool AllowCommonName { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
