using Microsoft.Extensions.Logging;
using SocketWarp.Transport.Ngtcp2.Loop;

namespace SocketWarp.Transport.Ngtcp2.Relay;

/// <summary>
/// While the memory for slow sockets is used up, resets those that take nothing, the one that holds most first. Else the first few that
/// stall could hold all of it, and every session would wait for them. Loop thread only.
/// </summary>
internal sealed partial class StallWatch(EventLoop loop, IReadOnlyCollection<SocketTunnel> tunnels, ILogger logger) : LoopTimer
{
    private const ulong ChecksPerTimeout = 4;
    private readonly ulong _timeout = (ulong)loop.Options.StallTimeout.TotalNanoseconds;
    private readonly List<SocketTunnel> _stalled = [];
    private bool _isShort; // at any time since the last check

    public void MemoryIsShort()
    {
        _isShort = true;
        if (Deadline != Never)
            return;
        var now = loop.Now;
        foreach (var tunnel in tunnels)
            tunnel.StalledFor(now, begin: true);
        loop.Timers.Set(this, now + _timeout / ChecksPerTimeout);
    }

    internal override void OnExpired(ulong now)
    {
        // What is short only now and then would else begin to be watched again and again.
        if (!_isShort && loop.Budget.IsReceiveRelaxed)
            return;
        foreach (var tunnel in tunnels)
            if (tunnel.StalledFor(now, begin: false) >= _timeout)
                _stalled.Add(tunnel);
        if (_isShort && _stalled.Count > 0)
            ResetWorst();
        _stalled.Clear();
        _isShort = loop.Budget.IsReceiveExhausted;
        loop.Timers.Set(this, now + _timeout / ChecksPerTimeout);
    }

    private void ResetWorst()
    {
        _stalled.Sort(static (a, b) => b.Waiting.CompareTo(a.Waiting));
        var count = 0;
        long bytes = 0;
        for (; count < _stalled.Count && !loop.Budget.IsReceiveRelaxed; count++)
        {
            bytes += _stalled[count].Waiting;
            _stalled[count].GiveUp();
        }

        if (count > 0)
            Log.Reset(logger, count, bytes, loop.Options.StallTimeout.TotalSeconds, loop.Options.MaxBufferedBytes);
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "Reset {Count} tunnels: {Bytes} bytes waited for sockets that took nothing for {Timeout:0.###} s, and the {Limit} bytes that may wait were used up",
            EventName = "TunnelsReset"
        )]
        public static partial void Reset(ILogger logger, int count, long bytes, double timeout, long limit);
    }
}
