using System.Diagnostics.Metrics;
using SocketWarp.Protocol;
using SocketWarp.Sessions.Identity;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Connector.Telemetry;

/// <summary>Meter <c>SocketWarp.Connector</c>.</summary>
internal sealed class ConnectorMetrics : IDisposable
{
    private readonly Meter _meter = new("SocketWarp.Connector");
    private readonly UpDownCounter<int> _sessions;
    private readonly Counter<long> _attempts;
    private readonly UpDownCounter<int> _tunnels;
    private readonly Counter<long> _tunnelsTotal;
    private readonly Counter<long> _failures;
    private int _open;

    public ConnectorMetrics()
    {
        _sessions = _meter.CreateUpDownCounter<int>("socketwarp.connector.sessions", description: "Sessions that are up");
        _attempts = _meter.CreateCounter<long>("socketwarp.connector.attempts", description: "Attempts to bring a session up, by result");
        _tunnels = _meter.CreateUpDownCounter<int>("socketwarp.connector.tunnels", description: "Tunnels that are open");
        _tunnelsTotal = _meter.CreateCounter<long>("socketwarp.connector.tunnels.total", description: "Tunnels taken");
        _failures = _meter.CreateCounter<long>("socketwarp.connector.tunnels.failed", description: "Tunnels refused or not dialled, by reason");
        _meter.CreateObservableCounter("socketwarp.connector.bytes", ObserveBytes, "By", "Bytes through tunnels, by direction");
    }

    /// <inheritdoc cref="CertificateGauge.ObserveCertificate"/>
    public void ObserveCertificate(Func<TimeSpan?> left) => _meter.ObserveCertificate("socketwarp.connector.certificate.left", left);

    /// <summary>The bytes of all tunnels together; the engine adds to them.</summary>
    public TunnelCounters Bytes { get; } = new();

    public void SessionUp() => _sessions.Add(1);

    public void SessionDown() => _sessions.Add(-1);

    public void Attempted(string result) => _attempts.Add(1, new KeyValuePair<string, object?>("result", result));

    public int OpenTunnels => Volatile.Read(ref _open);

    public void TunnelStarted()
    {
        Interlocked.Increment(ref _open);
        _tunnels.Add(1);
        _tunnelsTotal.Add(1);
    }

    public void TunnelEnded()
    {
        Interlocked.Decrement(ref _open);
        _tunnels.Add(-1);
    }

    public void TunnelFailed(ErrorCode code) => _failures.Add(1, new KeyValuePair<string, object?>("reason", code.ToString()));

    public void Dispose() => _meter.Dispose();

    private Measurement<long>[] ObserveBytes() =>
        [
            new(Bytes.BytesToPeer, new KeyValuePair<string, object?>("direction", "to-gateway")),
            new(Bytes.BytesToSocket, new KeyValuePair<string, object?>("direction", "to-target")),
        ];
}
