using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using SocketWarp.ServiceDefaults.Settings;

namespace SocketWarp.ServiceDefaults;

/// <summary>Traces and metrics of ours and of the runtime, exported only where an endpoint is configured.</summary>
public static class ServiceTelemetry
{
    /// <summary>Our meters and activity sources begin with this.</summary>
    public const string SourcePrefix = "SocketWarp.";

    private const string StandardVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static IServiceCollection AddServiceTelemetry(this IServiceCollection services, string service)
    {
        services.AddSettings<TelemetrySettings>(TelemetrySettings.Section);
        services.AddHostedService(s => new Exporter(service, s.GetRequiredService<IOptions<TelemetrySettings>>().Value));
        return services;
    }

    private sealed class Exporter(string service, TelemetrySettings settings) : IHostedService, IDisposable
    {
        private OpenTelemetrySdk? _sdk;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            var endpoint = settings.OtlpEndpoint ?? (Uri.TryCreate(Environment.GetEnvironmentVariable(StandardVariable), UriKind.Absolute, out var uri) ? uri : null);
            if (endpoint is null) return Task.CompletedTask;
            _sdk = OpenTelemetrySdk.Create(builder => builder
                .ConfigureResource(resource => resource.AddService($"socketwarp-{service}"))
                .WithMetrics(metrics => metrics.AddMeter(SourcePrefix + "*", "System.Runtime", "Microsoft.AspNetCore.*"))
                .WithTracing(tracing => tracing.AddSource(SourcePrefix + "*", "Microsoft.AspNetCore"))
                .UseOtlpExporter(OtlpExportProtocol.Grpc, endpoint));
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose() => _sdk?.Dispose();
    }
}
