using System.Runtime.CompilerServices;
using Google.Protobuf;

namespace SocketWarp.Rpc.Client;

/// <summary>A call with one request and any number of responses. Cancelling a read cancels the call; Dispose cancels what has not ended.</summary>
public sealed class RpcServerStreamingCall<TResponse> : IAsyncDisposable
    where TResponse : class, IMessage<TResponse>, new()
{
    private readonly ClientCall<TResponse> _call;

    internal RpcServerStreamingCall(ClientCall<TResponse> call) => _call = call;

    /// <summary>What the server said before its first message; fails like a read when the call fails before.</summary>
    public Task<RpcMetadata> ResponseHeaders => _call.ResponseHeaders;

    /// <exception cref="InvalidOperationException">The responses have not been read to their end.</exception>
    public RpcMetadata Trailers => _call.Trailers;

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
