using SocketWarp.ServiceDefaults.Settings;

namespace SocketWarp.ServiceDefaults;

/// <summary>Section <c>Telemetry</c>.</summary>
public sealed class TelemetrySettings : ISettings
{
    public const string Section = "Telemetry";

    /// <summary>
    /// OTLP over gRPC, such as <c>http://127.0.0.1:4317</c>. Default: the standard <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>; without either nothing is exported.
    /// </summary>
    public Uri? OtlpEndpoint { get; set; }

    public void Validate(SettingErrors errors) =>
        errors.Require(OtlpEndpoint is null || OtlpEndpoint is { IsAbsoluteUri: true, Scheme: "http" or "https" }, nameof(OtlpEndpoint), OtlpEndpoint, "write an http or https URL");
}
