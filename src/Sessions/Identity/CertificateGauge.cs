using System.Diagnostics.Metrics;

namespace SocketWarp.Sessions.Identity;

public static class CertificateGauge
{
    /// <summary>Measures the seconds that our certificate is still valid; negative when it has ended.</summary>
    /// <param name="left">Null while it has no certificate.</param>
    public static void ObserveCertificate(this Meter meter, string name, Func<TimeSpan?> left) =>
        meter.CreateObservableGauge(
            name,
            () => left() is { } span ? [new Measurement<double>(span.TotalSeconds)] : Array.Empty<Measurement<double>>(),
            "s",
            "Seconds until our certificate ends"
        );
}
