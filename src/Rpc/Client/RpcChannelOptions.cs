namespace SocketWarp.Rpc.Client;

public sealed class RpcChannelOptions
{
    /// <summary>Messages are bounded by this unless an option says otherwise; the value that gRPC peers are used to.</summary>
    public const int DefaultMaxMessageSize = 4 * 1024 * 1024;

    /// <summary>Scheme, host and port: "https" is HTTP/2 over TLS, "http" is HTTP/2 in clear text with prior knowledge (h2c).</summary>
    public required Uri Address { get; init; }

    /// <summary>
    /// Adjusts the handler that the channel makes for itself: <see cref="SocketsHttpHandler.SslOptions"/> for client certificates,
    /// <see cref="SocketsHttpHandler.ConnectCallback"/> for a Unix socket, <see cref="SocketsHttpHandler.UseProxy"/> (off by default).
    /// </summary>
    public Action<SocketsHttpHandler>? ConfigureHandler { get; init; }

    /// <summary>Metadata for every call, asked anew each time, so that a bearer token may change.</summary>
    public Func<CancellationToken, ValueTask<RpcMetadata>>? DefaultMetadata { get; init; }

    /// <summary>Bytes; a larger message ends the call with ResourceExhausted before any memory is taken for it.</summary>
    public int MaxReceiveMessageSize { get; init; } = DefaultMaxMessageSize;

    /// <summary>Bytes; a larger message is refused with ResourceExhausted and not sent.</summary>
    public int MaxSendMessageSize { get; init; } = DefaultMaxMessageSize;

    /// <summary>How long a connection, with TLS, may take to come about.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A connection with live calls that heard nothing for this long is pinged; at least one second. Infinite: never.
    /// Foreign servers may not like pings at this rate (grpcio asks for five minutes unless told otherwise).
    /// </summary>
    public TimeSpan KeepAlivePingDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A ping that is not answered by then ends the connection: its calls fail with Unavailable. At least one second.</summary>
    public TimeSpan KeepAlivePingTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Measures deadlines.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
