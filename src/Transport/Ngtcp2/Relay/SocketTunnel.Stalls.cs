using SocketWarp.Protocol;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Ngtcp2.Relay;

/// <summary>A socket that takes nothing: how long already, and when that is too long.</summary>
internal abstract unsafe partial class SocketTunnel
{
    private long? _takenWhenWatched; // null while nothing waits for it
    private long? _takenWhenFlushing; // null while the stream lives
    private ulong _stalledSince;

    /// <summary>Bytes in our memory that the socket has yet to take.</summary>
    internal long Waiting => _chain.Length;

    /// <summary>
    /// What has come out at the other end. The kernel's buffers hold megabytes and ask for more only when a third of them is free, so a slow reader would
    /// else look like none.
    /// </summary>
    private long Taken => _toSocket - Socket.Queued;

    /// <summary>How long the socket has taken nothing of what waits for it, as far as that was watched, nanoseconds.</summary>
    /// <param name="begin">The watch begins now.</param>
    internal ulong StalledFor(ulong now, bool begin)
    {
        long? taken = SocketReady && !_chain.IsEmpty ? Taken : null;
        if (!begin && taken != null && taken == _takenWhenWatched)
            return now - _stalledSince;
        _takenWhenWatched = taken;
        _stalledSince = now;
        return 0;
    }

    /// <summary>Gives up the tunnel, because others need its memory.</summary>
    internal void GiveUp() => Abort(TunnelEnd.Stalled, (ulong)ErrorCode.LimitReached);

    /// <summary>Gives the socket time for the rest after the stream is over; the time starts again whenever the socket takes something.</summary>
    private void LimitFlush()
    {
        var taken = Taken;
        if (taken == _takenWhenFlushing)
        {
            Abort(TunnelEnd.Stalled, (ulong)ErrorCode.TooSlow);
            return;
        }

        _takenWhenFlushing = taken;
        SetTimer(Context.Loop.Options.FlushTimeout);
    }
}
