using System.Net;
using System.Net.Sockets;
using SocketWarp.Base.Settings;

namespace SocketWarp.ServiceDefaults.Telemetry;

/// <summary>Section <c>Telemetry</c>.</summary>
public sealed class TelemetrySettings : ISettings
{
    public const string Section = "Telemetry";

    /// <summary>.NET's listener, which OpenTelemetry serves the metrics with, knows no address of IPv6.</summary>
    internal const string IPv4Only = "write an IPv4 address of this machine, or 0.0.0.0 for all of them";

    private const int LastPort = 65535;

    /// <summary>
    /// Where traces, metrics and logs are sent over OTLP, such as <c>http://127.0.0.1:4317</c>. Default: the standard <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>;
    /// without either nothing is exported: <see href="operations.md#telemetry">Telemetry</see>.
    /// </summary>
    public Uri? OtlpEndpoint { get; set; }

    /// <summary>TCP port where Prometheus finds the metrics, at <c>/metrics</c>: 1 to 65535. Default: none, and nothing listens.</summary>
    public int? PrometheusPort { get; set; }

    /// <summary>
    /// The address of that port. 127.0.0.1: anyone who reaches it can read the metrics, without a token and in clear text. IPv4 only; <c>0.0.0.0</c> is every
    /// address.
    /// </summary>
    public IPAddress PrometheusAddress { get; set; } = IPAddress.Loopback;

    public void Validate(SettingErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        errors.Require(OtlpEndpoint is null || IsReceiver(OtlpEndpoint), nameof(OtlpEndpoint), OtlpEndpoint, "write an http or https URL");
        errors.Require(PrometheusAddress.AddressFamily == AddressFamily.InterNetwork, nameof(PrometheusAddress), PrometheusAddress, IPv4Only);
        if (PrometheusPort is not { } port)
            return;
        errors.Require(port is >= 1 and <= LastPort, nameof(PrometheusPort), port, $"write a port from 1 to {LastPort}, or leave it out to have none");
        if (port is >= 1 and <= LastPort)
            errors.RequireListenable(nameof(PrometheusPort), port, new IPEndPoint(PrometheusAddress, port), ProtocolType.Tcp);
    }

    internal static bool IsReceiver(Uri url) => url is { IsAbsoluteUri: true, Scheme: "http" or "https", Host.Length: > 0 };
}
