using Google.Protobuf;

namespace SocketWarp.Rpc.Client;

/// <summary>A call with any number of requests and one response. Cancelling a write cancels the call; Dispose cancels what has not ended.</summary>
public sealed class RpcClientStreamingCall<TRequest, TResponse> : IRpcWriter<TRequest>, IAsyncDisposable
    where TRequest : class, IMessage<TRequest>, new()
    where TResponse : class, IMessage<TResponse>, new()
{
    private readonly ClientCall<TResponse> _call;
    private readonly RequestWriter<TRequest, TResponse> _writer;

    internal RpcClientStreamingCall(ClientCall<TResponse> call, StreamingContent content, int maxSendSize)
    {
        _call = call;
        _writer = new(call, content, maxSendSize);
    }

    /// <summary>What the server said before its response; fails like the response when the call fails before.</summary>
    public Task<RpcMetadata> ResponseHeaders => _call.ResponseHeaders;

    /// <exception cref="InvalidOperationException">The response has not come yet.</exception>
    public RpcMetadata Trailers => _call.Trailers;

    public ValueTask WriteAsync(TRequest message, CancellationToken cancellationToken = default) => _writer.WriteAsync(message, cancellationToken);

    /// <summary>Ends the request and waits for the response.</summary>
    /// <exception cref="RpcException">The call ended with another status than OK.</exception>
    public Task<TResponse> CompleteAsync(CancellationToken cancellationToken = default)
    {
        _writer.Complete();
        return _call.ReadSingleAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _call.DisposeAsync();
}
