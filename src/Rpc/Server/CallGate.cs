namespace SocketWarp.Rpc.Server;

/// <summary>Keeps a handler's left-over tasks from a call that has ended, and two reads or two writes from each other.</summary>
internal sealed class CallGate
{
    private volatile bool _closed;

    public void Enter(ref int busy, string what)
    {
        if (Interlocked.Exchange(ref busy, 1) != 0)
            throw new InvalidOperationException($"A {what} is under way; one at a time.");
        if (!_closed)
            return;
        Leave(ref busy);
        throw new InvalidOperationException($"A {what} after the handler returned: the call has ended.");
    }

    /// <summary>A source for both tokens; null when the call's own token is enough, as it mostly is.</summary>
    public static CancellationTokenSource? Either(CancellationToken call, CancellationToken other) =>
        other.CanBeCanceled && other != call ? CancellationTokenSource.CreateLinkedTokenSource(call, other) : null;

    public static void Leave(ref int busy) => Volatile.Write(ref busy, 0);

    public void Close() => _closed = true;
}
