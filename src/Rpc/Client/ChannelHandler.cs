namespace SocketWarp.Rpc.Client;

internal static class ChannelHandler
{
    private static readonly TimeSpan ShortestPing = TimeSpan.FromSeconds(1);

    public static void Validate(RpcChannelOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!options.Address.IsAbsoluteUri || options.Address.Scheme is not ("http" or "https") || options.Address.AbsolutePath != "/")
            throw new ArgumentException($"{nameof(options.Address)} is '{options.Address}': give http://host:port or https://host:port.", nameof(options));
        RequirePositive(options.MaxReceiveMessageSize, nameof(options.MaxReceiveMessageSize));
        RequirePositive(options.MaxSendMessageSize, nameof(options.MaxSendMessageSize));
        RequireAtLeast(TimeSpan.FromTicks(1), options.ConnectTimeout, nameof(options.ConnectTimeout));
        RequireAtLeast(ShortestPing, options.KeepAlivePingDelay, nameof(options.KeepAlivePingDelay));
        RequireAtLeast(ShortestPing, options.KeepAlivePingTimeout, nameof(options.KeepAlivePingTimeout));
    }

    public static SocketsHttpHandler Create(RpcChannelOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            // A proxy in the environment is meant for web pages, and clear-text HTTP/2 cannot pass one.
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            // Servers commonly allow 100 streams per connection, and one long call holds its stream.
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = options.ConnectTimeout,
            ConnectCallback = RacedConnect.ConnectAsync,
            KeepAlivePingDelay = options.KeepAlivePingDelay,
            KeepAlivePingTimeout = options.KeepAlivePingTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        };
        options.ConfigureHandler?.Invoke(handler);
        return handler;
    }

    private static void RequirePositive(int value, string name)
    {
        if (value <= 0)
            throw new ArgumentException($"{name} is {value}: give a number of bytes above zero.", name);
    }

    private static void RequireAtLeast(TimeSpan least, TimeSpan value, string name)
    {
        if (value < least && value != Timeout.InfiniteTimeSpan)
            throw new ArgumentException($"{name} is {value.TotalSeconds:0.###} s: give at least {least.TotalSeconds:0.###} s, or infinite.", name);
    }
}
