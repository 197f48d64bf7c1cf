using System.Net;

namespace SocketWarp.ServiceDefaults.Telemetry;

/// <summary>
/// What is exported, where to and how. It knows nothing of OpenTelemetry's classes, so that a process that exports nothing does not load them.
/// </summary>
internal sealed partial class TelemetryPlan
{
    public SignalPlan Traces { get; private init; } = SignalPlan.Nowhere;

    public SignalPlan Metrics { get; private init; } = SignalPlan.Nowhere;

    public SignalPlan Logs { get; private init; } = SignalPlan.Nowhere;

    /// <summary>Where Prometheus finds the metrics; null when it does not.</summary>
    public IPEndPoint? Prometheus { get; private init; }

    public SamplerPlan Sampler { get; private init; } = new("parentbased_always_on", 1);

    public BatchPlan Spans { get; private init; } = Batches;

    public BatchPlan LogRecords { get; private init; } = LogBatches;

    /// <summary>Milliseconds between two exports of metrics.</summary>
    public int MetricInterval { get; private init; }

    /// <summary>Milliseconds that an export of metrics may take.</summary>
    public int MetricTimeout { get; private init; }

    /// <summary>Whether counters are sent as what was added since the last time: <c>cumulative</c>, <c>delta</c> or <c>lowmemory</c>.</summary>
    public string Temporality { get; private init; } = "cumulative";

    public bool ExponentialHistograms { get; private init; }

    /// <summary>Whether measurements name traces that they belong to: <c>always_off</c>, <c>always_on</c> or <c>trace_based</c>.</summary>
    public string Exemplars { get; private init; } = "always_off";

    /// <summary>What the environment says about this process, <c>service.name</c> for instance; it wins over what we say.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; private init; } = new Dictionary<string, string>();

    /// <summary>What cannot be used in the environment, one line each.</summary>
    public IReadOnlyList<string> Errors { get; private init; } = [];

    public bool IsOff => Traces.IsOff && Metrics.IsOff && Logs.IsOff && Prometheus is null;

    // As OpenTelemetry's specification has them.
    private static BatchPlan Batches { get; } = new(MaxQueue: 2048, MaxBatch: 512, Delay: 5000, Timeout: 30_000);

    private static BatchPlan LogBatches { get; } = Batches with { Delay = 1000 };
}
