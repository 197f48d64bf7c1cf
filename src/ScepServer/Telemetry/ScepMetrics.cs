using System.Diagnostics.Metrics;
using SocketWarp.Pki.Scep;
using SocketWarp.ScepServer.Authority;
using SocketWarp.ScepServer.Clients;

namespace SocketWarp.ScepServer.Telemetry;

/// <summary>Meter <c>SocketWarp.ScepServer</c>.</summary>
internal sealed class ScepMetrics : IDisposable
{
    private readonly Counter<long> _enrolments;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _verifications;

    public ScepMetrics()
    {
        _enrolments = Meter.CreateCounter<long>("socketwarp.scep.enrolments", description: "Requests for certificates, by result");
        _failures = Meter.CreateCounter<long>("socketwarp.scep.failures", description: "Requests refused, by reason");
        _verifications = Meter.CreateCounter<long>("socketwarp.scep.verifications", description: "Certificates that gateways asked about, by result");
    }

    public Meter Meter { get; } = new("SocketWarp.ScepServer");

    /// <summary>What can be counted at any moment; once all is open.</summary>
    public void Observe(ClientRegistry registry, AuthorityHolder authority, PublishedRevocationList list, ClientChanges changes, TimeProvider time)
    {
        Meter.CreateObservableGauge("socketwarp.scep.clients", () => ByStatus(registry.Current, time.GetUtcNow()), description: "Clients, by status");
        Meter.CreateObservableGauge("socketwarp.scep.certificates", () => Holding(registry.Current, time.GetUtcNow()), description: "Certificates that hold");
        Meter.CreateObservableGauge(
            "socketwarp.scep.authority.left",
            () => (authority.NotAfter - time.GetUtcNow()).TotalSeconds,
            "s",
            "Seconds until the authority ends"
        );
        Meter.CreateObservableGauge(
            "socketwarp.scep.crl.age",
            () => list.MadeAt is { } made ? [new Measurement<double>((time.GetUtcNow() - made).TotalSeconds)] : Array.Empty<Measurement<double>>(),
            "s",
            "Seconds since the revocation list was made"
        );
        Meter.CreateObservableGauge("socketwarp.scep.watchers", () => changes.Watchers, description: "Watches that are open");
    }

    public void Issued() => Enrolled("issued");

    public void Renewed() => Enrolled("renewed");

    /// <summary>The certificate of the same request was handed out again.</summary>
    public void Repeated() => Enrolled("repeated");

    public void Refused(string kind)
    {
        Enrolled("refused");
        Failed(kind);
    }

    public void Failed(string kind) => _failures.Add(1, new KeyValuePair<string, object?>("reason", kind));

    public void Failed(ScepMessageException refused) => Failed(refused.Header is null ? "Unreadable" : refused.FailInfo.ToString());

    /// <param name="result">A word, not the text of the answer.</param>
    public void Verified(string result) => _verifications.Add(1, new KeyValuePair<string, object?>("result", result));

    public void Dispose() => Meter.Dispose();

    // All of them, so that one that has become 0 does not keep its last figure.
    private static IEnumerable<Measurement<int>> ByStatus(ClientTable table, DateTimeOffset now)
    {
        var count = table.All.CountBy(c => c.StatusAt(now)).ToDictionary();
        return Enum.GetValues<ClientStatus>()
            .Select(s => new Measurement<int>(count.GetValueOrDefault(s), new KeyValuePair<string, object?>("status", s.Name())));
    }

    private static int Holding(ClientTable table, DateTimeOffset now) => table.All.Sum(c => c.Certificates.Count(e => e.HoldsAt(now)));

    private void Enrolled(string result) => _enrolments.Add(1, new KeyValuePair<string, object?>("result", result));
}
