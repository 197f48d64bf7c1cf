using SocketWarp.Transport.Sessions;

namespace SocketWarp.Transport.Ngtcp2.Connections;

/// <summary>Keeps strangers from buying our CPU with cheap first packets.</summary>
internal sealed class HandshakeLimiter(HandshakeLimits limits)
{
    private const ulong Second = 1_000_000_000;
    private double _tokens = limits.PerSecond;
    private ulong _last;

    /// <summary>Handshakes that are under way.</summary>
    public int Pending { get; set; }

    /// <summary>Peers must show that they receive at the address they send from.</summary>
    public bool NeedsRetry => Pending >= limits.RetryThreshold;

    /// <summary>Whether one more may begin now.</summary>
    public bool TryBegin(ulong now)
    {
        if (Pending >= limits.MaxPending)
            return false;
        var rate = (double)limits.PerSecond;
        if (_last != 0)
            _tokens = Math.Min(rate, _tokens + (now - _last) * rate / Second);
        _last = now;
        if (_tokens < 1)
            return false;
        _tokens--;
        return true;
    }
}
