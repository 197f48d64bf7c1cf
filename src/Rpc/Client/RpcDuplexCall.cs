using System.Runtime.CompilerServices;
using Google.Protobuf;

namespace SocketWarp.Rpc.Client;

/// <summary>
/// A call with messages in both directions. One writer and one reader may work at the same time. Cancelling a read or a write
/// cancels the call, because the stream may stand in the middle of a message then.
/// </summary>
/// <remarks>Dispose cancels what has not ended: the server's call token fires.</remarks>
public sealed class RpcDuplexCall<TRequest, TResponse> : IRpcWriter<TRequest>, IAsyncDisposable
    where TRequest : class, IMessage<TRequest>, new()
    where TResponse : class, IMessage<TResponse>, new()
{
    private readonly ClientCall<TResponse> _call;
    private readonly RequestWriter<TRequest, TResponse> _writer;

    internal RpcDuplexCall(ClientCall<TResponse> call, StreamingContent content, int maxSendSize)
    {
        _call = call;
        _writer = new(call, content, maxSendSize);
    }

    /// <summary>What the server said before its first message; fails like a read when the call fails before.</summary>
    public Task<RpcMetadata> ResponseHeaders => _call.ResponseHeaders;

    /// <exception cref="InvalidOperationException">The responses have not been read to their end.</exception>
    public RpcMetadata Trailers => _call.Trailers;

    public ValueTask WriteAsync(TRequest message, CancellationToken cancellationToken = default) => _writer.WriteAsync(message, cancellationToken);

    /// <summary>No more requests will follow (half-close); the responses go on. A second time does nothing.</summary>
    /// <exception cref="InvalidOperationException">A write is under way.</exception>
    public ValueTask CompleteAsync()
    {
        _writer.Complete();
        return ValueTask.CompletedTask;
    }

    /// <summary>The next response, or null when the call has ended with OK.</summary>
    /// <exception cref="RpcException">The call ended with another status.</exception>
    public ValueTask<TResponse?> ReadAsync(CancellationToken cancellationToken = default) => _call.ReadAsync(cancellationToken);

    /// <summary>The responses from here on. Leaving the loop early neither ends nor cancels the call: reading can go on.</summary>
    /// <exception cref="RpcException">The call ended with another status than OK.</exception>
    public async IAsyncEnumerable<TResponse> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await _call.ReadAsync(cancellationToken) is { } response)
            yield return response;
    }

    public ValueTask DisposeAsync() => _call.DisposeAsync();
}
