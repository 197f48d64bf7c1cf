namespace SocketWarp.Rpc.Client;

public sealed record RpcCallOptions
{
    /// <summary>The call ends with DeadlineExceeded after this long, at both sides. Null: it may last forever.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Sent after the channel's default metadata.</summary>
    public RpcMetadata? Headers { get; init; }
}
