using SocketWarp.Protocol;
using SocketWarp.Transport.Ngtcp2.Connections;
using SocketWarp.Transport.Ngtcp2.Interop;
using SocketWarp.Transport.Ngtcp2.Loop;
using SocketWarp.Transport.Ngtcp2.Streams;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Ngtcp2.Relay;

/// <summary>
/// One TCP or Unix socket and one stream, both owned by the loop: bytes towards the peer in ToPeer, towards the socket in ToSocket,
/// every way to end in Ends.
/// </summary>
internal abstract unsafe partial class SocketTunnel : LoopStream, IReadSource
{
    private readonly ITunnel _tunnel;
    private readonly WriteChain _chain;
    private readonly TunnelTimer _timer;
    private bool _openingRead;
    private bool _readable; // raw bytes may go to the peer

    protected SocketTunnel(QuicConnection connection, RelayContext context, ITunnel tunnel)
        : base(connection)
    {
        Context = context;
        _tunnel = tunnel;
        _chain = new WriteChain(context.Loop.Blocks, context.Loop.Budget);
        _timer = new TunnelTimer(this);
        Socket = new TunnelSocket(context, this);
        SetTimer(tunnel.OpeningTimeout);
        context.Add(this);
    }

    bool IReadSource.InReadList { get; set; }

    PlaceInLine IReadSource.Place { get; set; }

    bool IReadSource.WasEmptied => _wasEmptied && Queue.Unsent < LeastRead;

    protected RelayContext Context { get; }

    protected TunnelSocket Socket { get; set; }

    /// <summary>The socket may be written.</summary>
    protected bool SocketReady { get; private set; }

    protected bool IsOver => _over;

    internal abstract void OnSocketEvents(TunnelSocket socket, uint events);

    /// <summary>The peer's opening is complete: raw bytes follow.</summary>
    protected abstract void OnOpeningRead();

    /// <summary>The deadline of the present phase has passed.</summary>
    protected abstract void OnDeadline();

    /// <summary>The socket is connected: sends our opening and lets bytes flow.</summary>
    protected void StartRelay()
    {
        try
        {
            Span<byte> opening = stackalloc byte[TunnelLimits.MaxOpening];
            var length = _tunnel.WriteOpening(opening);
            // The peer may have stopped us during the dial: then nobody would ever give the memory back.
            if (!SendEnded)
                Context.Loop.Input.Append(opening[..length], Queue);
        }
        catch (Exception exception)
        {
            Context.HandlerFailed(exception);
            Abort(TunnelEnd.Rejected, (ulong)ErrorCode.Internal);
            return;
        }

        SocketReady = _readable = true;
        Connection.Schedule(this);
        Context.Loop.MarkReadable(this);
    }

    protected void SetTimer(TimeSpan delay) =>
        Context.Loop.Timers.Set(_timer, delay == Timeout.InfiniteTimeSpan ? LoopTimer.Never : Context.Loop.Now + (ulong)delay.TotalNanoseconds);

    protected void SetTimer(ulong deadline) => Context.Loop.Timers.Set(_timer, deadline);

    protected void StopTimer() => Context.Loop.Timers.Cancel(_timer);

    /// <summary>Reads the opening from what has come so far; nothing at first.</summary>
    protected void TryReadOpening()
    {
        // Without an id the stream waits for credit, which the opening's deadline bounds.
        if (_openingRead || _over || Id < 0)
            return;
        OpeningStatus status;
        int consumed;
        var received = _chain.First;
        if (received.Length > TunnelLimits.MaxOpening)
            received = received[..TunnelLimits.MaxOpening];
        try
        {
            status = _tunnel.ReadOpening(received, out consumed);
        }
        catch (Exception exception)
        {
            Context.HandlerFailed(exception);
            Abort(TunnelEnd.Rejected, (ulong)ErrorCode.Internal);
            return;
        }

        if (status == OpeningStatus.Incomplete && (ReceiveEnded || received.Length == TunnelLimits.MaxOpening))
            Abort(TunnelEnd.Rejected, (ulong)ErrorCode.BadFrame);
        else if (status == OpeningStatus.Rejected)
            Abort(TunnelEnd.Rejected, _tunnel.RejectionCode);
        if (status != OpeningStatus.Complete)
            return;
        _openingRead = true;
        _chain.Consume(consumed);
        _credit += consumed;
        StopTimer();
        OnOpeningRead();
    }

    /// <summary>What a connected socket reports.</summary>
    protected void OnConnectedEvents(uint events)
    {
        if ((events & NativeSystem.EPOLLERR) != 0 && Socket.PendingError != 0)
        {
            SocketFailed();
            return;
        }

        if ((events & (NativeSystem.EPOLLOUT | NativeSystem.EPOLLERR | NativeSystem.EPOLLHUP)) != 0 && !Socket.CanWrite)
        {
            Socket.CanWrite = true;
            Flush();
        }

        if ((events & (NativeSystem.EPOLLIN | NativeSystem.EPOLLRDHUP | NativeSystem.EPOLLHUP | NativeSystem.EPOLLERR)) != 0 && !_parked)
            Context.Loop.MarkReadable(this);
    }

    private sealed class TunnelTimer(SocketTunnel tunnel) : LoopTimer
    {
        internal override void OnExpired(ulong now)
        {
            if (!tunnel._over)
                tunnel.OnDeadline();
        }
    }
}
