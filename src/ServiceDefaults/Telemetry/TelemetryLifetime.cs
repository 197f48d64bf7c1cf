using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace SocketWarp.ServiceDefaults.Telemetry;

/// <summary>Starts the exporters before everything else, ends them after everything else, and says when a receiver takes nothing.</summary>
internal sealed partial class TelemetryLifetime(IServiceProvider services, TelemetryPlan plan, TimeProvider time, ILogger<TelemetryLifetime> logger)
    : ITelemetryHostInitializer,
        IHostedLifecycleService,
        IDisposable
{
    private TracerProvider? _traces;
    private MeterProvider? _metrics;
    private LoggerProvider? _logs;
    private ExportFailures? _failures;

    /// <summary>Makes the exporters; OpenTelemetry's own hosted service asks for it, before all others.</summary>
    public void Initialize()
    {
        _failures = new ExportFailures(logger, time);
        _logs = services.GetService<LoggerProvider>();
        _traces = services.GetService<TracerProvider>();
        _metrics = services.GetService<MeterProvider>();
        if (plan.Prometheus is { } address)
            Log.Scraped(logger, $"http://{address}/metrics");
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The last batches, of all signals at once: what the other services had to say at their end is in them.</summary>
    public Task StoppedAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(
            EndAsync(() => _traces?.Shutdown(BoundedShutdown.Limit)),
            EndAsync(() => _metrics?.Shutdown(BoundedShutdown.Limit)),
            EndAsync(() => _logs?.Shutdown(BoundedShutdown.Limit))
        );

    public void Dispose() => _failures?.Dispose();

    // Threads of their own: each waits, and those of the pool may be few.
    private static Task EndAsync(Action end) => Task.Factory.StartNew(end, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Prometheus finds the metrics at {Address}", EventName = "MetricsScraped")]
        public static partial void Scraped(ILogger logger, string address);
    }
}
