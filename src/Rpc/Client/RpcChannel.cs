using Google.Protobuf;

namespace SocketWarp.Rpc.Client;

/// <summary>
/// Calls one server. Connections are made when needed and again after a failure; a failed call is never repeated.
/// Disposing the channel ends its calls with Cancelled.
/// </summary>
/// <remarks>The caller's own cancellation surfaces as <see cref="OperationCanceledException"/>, everything else as <see cref="RpcException"/>.</remarks>
public sealed class RpcChannel : IDisposable
{
    private readonly RpcChannelOptions _options;
    private readonly HttpMessageInvoker _http;
    private readonly CancellationTokenSource _closing = new();

    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public RpcChannel(RpcChannelOptions options)
    {
        ChannelHandler.Validate(options);
        _options = options;
        _http = new(ChannelHandler.Create(options));
        Closing = _closing.Token;
    }

    internal RpcChannelOptions Options => _options;

    internal CancellationToken Closing { get; }

    /// <exception cref="RpcException">The call ended with another status than OK.</exception>
    public async Task<TResponse> UnaryAsync<TRequest, TResponse>(
        RpcMethod<TRequest, TResponse> method, TRequest request, RpcCallOptions? options = null, CancellationToken cancellationToken = default)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new()
    {
        method.Require(RpcMethodKind.Unary);
        await using var call = Start<TResponse>(method.Path, new MessageContent(request, _options.MaxSendMessageSize), options, cancellationToken);
        return await call.ReadSingleAsync(cancellationToken);
    }

    /// <summary>Starts the call at once; its failures surface where responses are read.</summary>
    public RpcServerStreamingCall<TResponse> ServerStreaming<TRequest, TResponse>(
        RpcMethod<TRequest, TResponse> method, TRequest request, RpcCallOptions? options = null, CancellationToken cancellationToken = default)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new()
    {
        method.Require(RpcMethodKind.ServerStreaming);
        return new(Start<TResponse>(method.Path, new MessageContent(request, _options.MaxSendMessageSize), options, cancellationToken));
    }

    /// <inheritdoc cref="Duplex"/>
    public RpcClientStreamingCall<TRequest, TResponse> ClientStreaming<TRequest, TResponse>(
        RpcMethod<TRequest, TResponse> method, RpcCallOptions? options = null, CancellationToken cancellationToken = default)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new()
    {
        method.Require(RpcMethodKind.ClientStreaming);
        var content = new StreamingContent();
        return new(Start<TResponse>(method.Path, content, options, cancellationToken), content, _options.MaxSendMessageSize);
    }

    /// <summary>Starts the call at once; its failures surface where messages are written or read.</summary>
    public RpcDuplexCall<TRequest, TResponse> Duplex<TRequest, TResponse>(
        RpcMethod<TRequest, TResponse> method, RpcCallOptions? options = null, CancellationToken cancellationToken = default)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new()
    {
        method.Require(RpcMethodKind.Duplex);
        var content = new StreamingContent();
        return new(Start<TResponse>(method.Path, content, options, cancellationToken), content, _options.MaxSendMessageSize);
    }

    public void Dispose()
    {
        if (Closing.IsCancellationRequested)
            return;
        _closing.Cancel();
        _http.Dispose();
        _closing.Dispose();
    }

    private ClientCall<TResponse> Start<TResponse>(string path, HttpContent content, RpcCallOptions? options, CancellationToken cancellationToken)
        where TResponse : class, IMessage<TResponse>, new()
    {
        ObjectDisposedException.ThrowIf(Closing.IsCancellationRequested, this);
        return new(this, _http, path, content, options ?? new RpcCallOptions(), cancellationToken);
    }
}
