using System.Diagnostics.Metrics;
using SocketWarp.Protocol;

namespace SocketWarp.QuicGateway;

/// <summary>Meter <c>SocketWarp.QuicGateway</c>.</summary>
internal sealed class GatewayMetrics : IDisposable
{
    private readonly Meter _meter = new("SocketWarp.QuicGateway");
    private readonly UpDownCounter<int> _sessions;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _revocations;
    private readonly Counter<long> _watches;
    private readonly UpDownCounter<int> _tunnels;
    private readonly Counter<long> _tunnelsTotal;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _attaches;

    public GatewayMetrics()
    {
        _sessions = _meter.CreateUpDownCounter<int>("socketwarp.gateway.sessions", description: "Sessions that are up");
        _refusals = _meter.CreateCounter<long>("socketwarp.gateway.sessions.refused", description: "Connectors not admitted, by reason");
        _revocations = _meter.CreateCounter<long>("socketwarp.gateway.sessions.revoked", description: "Sessions that were up and may not stay, by reason");
        _watches = _meter.CreateCounter<long>("socketwarp.gateway.watches", description: "Times that the watch service was attached to");
        _tunnels = _meter.CreateUpDownCounter<int>("socketwarp.gateway.tunnels", description: "Tunnels that are open");
        _tunnelsTotal = _meter.CreateCounter<long>("socketwarp.gateway.tunnels.total", description: "Visitors taken");
        _failures = _meter.CreateCounter<long>("socketwarp.gateway.tunnels.failed", description: "Visitors refused and tunnels that failed, by reason");
        _bytes = _meter.CreateCounter<long>("socketwarp.gateway.bytes", "By", "Bytes of tunnels that have ended, by direction");
        _attaches = _meter.CreateCounter<long>("socketwarp.gateway.control.attaches", description: "Times that ControlApi was attached to");
    }

    /// <summary>Seconds that our certificate is still valid; negative when it has ended.</summary>
    /// <param name="left">null while we have no certificate.</param>
    public void ObserveCertificate(Func<TimeSpan?> left) => _meter.CreateObservableGauge(
        "socketwarp.gateway.certificate.left", () => left() is { } span ? [new Measurement<double>(span.TotalSeconds)] : Array.Empty<Measurement<double>>(), "s", "Seconds until our certificate ends");

    public void SessionUp() => _sessions.Add(1);

    public void SessionDown() => _sessions.Add(-1);

    public void SessionRefused(ErrorCode code) => _refusals.Add(1, new KeyValuePair<string, object?>("reason", code.ToString()));

    public void SessionRevoked(ErrorCode code) => _revocations.Add(1, new KeyValuePair<string, object?>("reason", code.ToString()));

    public void Watching() => _watches.Add(1);

    public void TunnelStarted()
    {
        _tunnels.Add(1);
        _tunnelsTotal.Add(1);
    }

    public void TunnelEnded(long toTarget, long toVisitor)
    {
        _tunnels.Add(-1);
        _bytes.Add(toTarget, new KeyValuePair<string, object?>("direction", "to-target"));
        _bytes.Add(toVisitor, new KeyValuePair<string, object?>("direction", "to-visitor"));
    }

    public void TunnelFailed(string reason) => _failures.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Attached() => _attaches.Add(1);

    public void Dispose() => _meter.Dispose();
}
