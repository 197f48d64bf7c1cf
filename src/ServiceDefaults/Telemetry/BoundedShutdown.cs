using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;

namespace SocketWarp.ServiceDefaults.Telemetry;

/// <summary>Exporters that end within a limit, no matter who ends them: OpenTelemetry allows each five seconds, as long as the whole process has.</summary>
internal static class BoundedShutdown
{
    /// <summary>Milliseconds for the last batch. A receiver that answers takes it in a few; a missing one must not delay the end of the process.</summary>
    public const int Limit = 1000;

    private static int Bounded(int milliseconds) => milliseconds == Timeout.Infinite ? Limit : Math.Min(milliseconds, Limit);

    public sealed class Spans(BaseExporter<Activity> exporter, BatchPlan plan)
        : BatchActivityExportProcessor(exporter, plan.MaxQueue, plan.Delay, plan.Timeout, plan.MaxBatch)
    {
        protected override bool OnShutdown(int timeoutMilliseconds) => base.OnShutdown(Bounded(timeoutMilliseconds));
    }

    public sealed class LogRecords(BaseExporter<LogRecord> exporter, BatchPlan plan)
        : BatchLogRecordExportProcessor(exporter, plan.MaxQueue, plan.Delay, plan.Timeout, plan.MaxBatch)
    {
        protected override bool OnShutdown(int timeoutMilliseconds) => base.OnShutdown(Bounded(timeoutMilliseconds));
    }

    public sealed class Metrics(BaseExporter<Metric> exporter, int interval, int timeout) : PeriodicExportingMetricReader(exporter, interval, timeout)
    {
        protected override bool OnShutdown(int timeoutMilliseconds) => base.OnShutdown(Bounded(timeoutMilliseconds));
    }
}
