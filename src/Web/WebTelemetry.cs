using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace SocketWarp.Web;

/// <summary>What processes that serve HTTP export beside what all do.</summary>
internal static class WebTelemetry
{
    public static void Add(IServiceCollection services)
    {
        services.ConfigureOpenTelemetryTracerProvider(traces =>
            traces.AddAspNetCoreInstrumentation(
                // Supervisors ask every few seconds, and nobody wants to read it.
                options => options.Filter = context => !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal)
            )
        );
        services.ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddAspNetCoreInstrumentation());
    }
}
