namespace SocketWarp.Rpc;

/// <summary>The sending half of a stream of messages. One write at a time.</summary>
public interface IRpcWriter<in T>
{
    /// <summary>Sends one message; waits while the peer reads more slowly than we write (HTTP/2 flow control).</summary>
    /// <exception cref="RpcException">
    /// The message is over the send limit (nothing was sent, the call goes on), or the call has ended: with its status where that is known,
    /// else with Cancelled while the responses that stand before the status have not been read.
    /// </exception>
    /// <exception cref="InvalidOperationException">A write is under way, or this side has already finished.</exception>
    ValueTask WriteAsync(T message, CancellationToken cancellationToken = default);
}
