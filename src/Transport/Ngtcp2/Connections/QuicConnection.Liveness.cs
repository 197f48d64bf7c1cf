using System.Runtime.CompilerServices;
using SocketWarp.Transport.Ngtcp2.Interop;
using SocketWarp.Transport.Ngtcp2.Loop;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Transport.Ngtcp2.Connections;

/// <summary>What is known of the path, and whether the peer still answers.</summary>
internal sealed unsafe partial class QuicConnection
{
    private const ulong StatisticsInterval = 100_000_000;
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(100);
    private volatile StrongBox<SessionStatistics> _statistics = new();
    private ulong _statisticsDue;
    private TaskCompletionSource? _onAnswer;
    private ulong? _sampleBeforeAnswer; // null until packets count
    private int _probes;

    /// <summary>The statistics, for any thread; refreshed at most ten times a second.</summary>
    public SessionStatistics Statistics => _statistics.Value;

    private void SetKeepAlive()
    {
        if (IsClosed)
            return;
        var interval = _probes > 0 || _isDoubtful ? ProbeInterval : limits.KeepAlive;
        var nanoseconds = interval == TimeSpan.Zero ? LoopTimer.Never : (ulong)interval.TotalNanoseconds;
        NativeQuic.ngtcp2_conn_set_keep_alive_timeout(_native, nanoseconds);
        Loop.MarkDirty(this);
    }

    /// <summary>
    /// Makes the peer say something soon, until as many calls of <see cref="EndProvoking"/>; the task completes when it has answered, or the connection
    /// ends.
    /// </summary>
    public Task Provoke()
    {
        _probes++;
        if (IsClosed)
            return Task.CompletedTask;
        _onAnswer ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        SetKeepAlive();
        return _onAnswer.Task;
    }

    public void EndProvoking()
    {
        _probes--;
        SetKeepAlive();
    }

    /// <summary>Begins to wait with the first packet that may ask: what was received until then came before the question.</summary>
    private void ExpectAnswer()
    {
        if (_onAnswer != null)
            _sampleBeforeAnswer ??= PathFacts().latest_rtt;
    }

    /// <summary>
    /// The answer is an acknowledgement of our packet, which shows as a new sample of the round trip. A packet with our id proves
    /// nothing, since anybody can send one, nor does a packet that can be decrypted, since it may be an old one that somebody repeats.
    /// </summary>
    private void LookForAnswer()
    {
        if (_sampleBeforeAnswer is { } before && !IsClosed && HasNewSample(PathFacts(), before))
            EndProbes();
    }

    /// <summary>Whether a round trip was measured since. A new path begins with a sample of zero, which does not count.</summary>
    private static bool HasNewSample(in NativeQuic.ConnectionInfo facts, ulong before) => facts.latest_rtt != 0 && facts.latest_rtt != before;

    private void EndProbes()
    {
        _onAnswer?.TrySetResult();
        _onAnswer = null;
        _sampleBeforeAnswer = null;
    }

    private NativeQuic.ConnectionInfo PathFacts()
    {
        NativeQuic.ConnectionInfo info;
        NativeQuic.ngtcp2_conn_get_conn_info_versioned(_native, NativeQuic.ConnectionInfoVersion, &info);
        return info;
    }

    private void RefreshStatistics(ulong now)
    {
        if (now < _statisticsDue)
            return;
        _statisticsDue = now + StatisticsInterval;
        var info = PathFacts();
        var payload = (int)NativeQuic.ngtcp2_conn_get_path_max_tx_udp_payload_size(_native);
        _statistics = new StrongBox<SessionStatistics>(
            new SessionStatistics(TimeSpan.FromMicroseconds(info.smoothed_rtt / 1000.0), (long)info.cwnd, (long)info.bytes_in_flight, payload)
        );
    }
}
