using System.Net;
using System.Net.Sockets;
using SocketWarp.Base;

namespace SocketWarp.ServiceDefaults.Telemetry;

internal sealed partial class TelemetryPlan
{
    private const string Exporter = "OTEL_EXPORTER_OTLP";
    private const string None = "none";
    private const string Otlp = "otlp";
    private const string Console = "console";
    private const string PrometheusExporter = "prometheus";

    /// <summary>A batch of this many records, each of a few hundred bytes, is still far from a problem.</summary>
    private const int MaxQueueOfAll = 100_000;

    /// <summary>The longest pause or limit in milliseconds: an hour.</summary>
    private const int Longest = 3_600_000;

    /// <param name="settings">Our own section.</param>
    /// <param name="environment">The variables of the process.</param>
    public static TelemetryPlan Read(TelemetrySettings settings, Func<string, string?> environment)
    {
        var variables = new OtelVariables(environment);
        if (variables.Flag("OTEL_SDK_DISABLED"))
            return new TelemetryPlan();
        var metricExporters = Exporters(variables, settings, "METRICS", PrometheusExporter);
        var traces = Signal(variables, settings, "TRACES", Exporters(variables, settings, "TRACES"));
        var metrics = Signal(variables, settings, "METRICS", metricExporters);
        var logs = Signal(variables, settings, "LOGS", Exporters(variables, settings, "LOGS"));
        var prometheus = Scraped(variables, settings, metricExporters.Contains(PrometheusExporter));
        if (traces.IsOff && metrics.IsOff && logs.IsOff && prometheus is null)
            return new TelemetryPlan { Errors = variables.Errors };

        foreach (var file in (string[])["CERTIFICATE", "CLIENT_CERTIFICATE", "CLIENT_KEY"])
            variables.File($"{Exporter}_{file}");
        return new TelemetryPlan
        {
            Traces = traces,
            Metrics = metrics,
            Logs = logs,
            Prometheus = prometheus,
            Sampler = ReadSampler(variables),
            Spans = Batch(variables, "BSP", Batches),
            LogRecords = Batch(variables, "BLRP", LogBatches),
            MetricInterval = variables.Number("OTEL_METRIC_EXPORT_INTERVAL", 60_000, 1, Longest),
            MetricTimeout = variables.Number("OTEL_METRIC_EXPORT_TIMEOUT", 30_000, 1, Longest),
            Temporality = variables.Choice($"{Exporter}_METRICS_TEMPORALITY_PREFERENCE", "cumulative", "delta", "lowmemory") ?? "cumulative",
            ExponentialHistograms =
                variables.Choice($"{Exporter}_METRICS_DEFAULT_HISTOGRAM_AGGREGATION", "explicit_bucket_histogram", "base2_exponential_bucket_histogram")
                == "base2_exponential_bucket_histogram",
            Exemplars = variables.Choice("OTEL_METRICS_EXEMPLAR_FILTER", "always_off", "always_on", "trace_based") ?? "always_off",
            Attributes = ReadAttributes(variables),
            Errors = variables.Errors,
        };
    }

    /// <summary>What the signal's own variable says; without it OTLP, when an endpoint is named somewhere.</summary>
    private static IReadOnlyList<string> Exporters(OtelVariables variables, TelemetrySettings settings, string signal, params IEnumerable<string> further)
    {
        if (variables.Choices($"OTEL_{signal}_EXPORTER", [Otlp, Console, None, .. further]) is { } chosen)
            return chosen.Contains(None) ? [] : chosen;
        return
            settings.OtlpEndpoint is not null || variables.Url($"{Exporter}_ENDPOINT") is not null || variables.Url($"{Exporter}_{signal}_ENDPOINT") is not null
            ? [Otlp]
            : [];
    }

    private static SignalPlan Signal(OtelVariables variables, TelemetrySettings settings, string signal, IReadOnlyList<string> exporters) =>
        new(exporters.Contains(Otlp) ? Receiver(variables, settings, signal) : null, exporters.Contains(Console));

    private static OtlpReceiver Receiver(OtelVariables variables, TelemetrySettings settings, string signal)
    {
        const string Grpc = "grpc";
        var isGrpc = (Protocol($"{Exporter}_{signal}_PROTOCOL") ?? Protocol($"{Exporter}_PROTOCOL") ?? Grpc) == Grpc;
        var all = settings.OtlpEndpoint ?? variables.Url($"{Exporter}_ENDPOINT") ?? new Uri(isGrpc ? "http://localhost:4317" : "http://localhost:4318");
        var endpoint =
            variables.Url($"{Exporter}_{signal}_ENDPOINT")
            ?? (isGrpc ? all : new Uri($"{all.GetLeftPart(UriPartial.Path).TrimEnd('/')}/v1/{signal.ToLowerInvariant()}{all.Query}"));
        var timeout = variables.Number($"{Exporter}_{signal}_TIMEOUT", variables.Number($"{Exporter}_TIMEOUT", 10_000, 1, Longest), 1, Longest);
        var compression = variables.Choice($"{Exporter}_{signal}_COMPRESSION", None, "gzip") ?? variables.Choice($"{Exporter}_COMPRESSION", None, "gzip");
        return new OtlpReceiver(endpoint, isGrpc, Headers(variables, signal), timeout, compression == "gzip");

        string? Protocol(string name) => variables.Choice(name, Grpc, "http/protobuf");
    }

    private static Secret? Headers(OtelVariables variables, string signal)
    {
        var name = variables.Text($"{Exporter}_{signal}_HEADERS") is null ? $"{Exporter}_HEADERS" : $"{Exporter}_{signal}_HEADERS";
        _ = variables.Pairs(name, isSecret: true);
        return variables.Text(name) is { } headers ? new Secret(headers) : null;
    }

    private static IPEndPoint? Scraped(OtelVariables variables, TelemetrySettings settings, bool wanted)
    {
        const string Host = "OTEL_EXPORTER_PROMETHEUS_HOST";
        if (settings.PrometheusPort is { } own)
            return own is >= 1 and <= IPEndPoint.MaxPort ? new IPEndPoint(settings.PrometheusAddress, own) : null;
        if (!wanted)
            return null;
        var port = variables.Number("OTEL_EXPORTER_PROMETHEUS_PORT", 9464, 1, IPEndPoint.MaxPort);
        var host = variables.Text(Host);
        if (host is null or "localhost")
            return new IPEndPoint(IPAddress.Loopback, port);
        if (IPAddress.TryParse(host, out var address) && address.AddressFamily == AddressFamily.InterNetwork)
            return new IPEndPoint(address, port);
        variables.Refuse(Host, host, TelemetrySettings.IPv4Only);
        return null;
    }

    private static SamplerPlan ReadSampler(OtelVariables variables)
    {
        const string Sampler = "OTEL_TRACES_SAMPLER";
        var name =
            variables.Choice(Sampler, "always_on", "always_off", "traceidratio", "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio")
            ?? "parentbased_always_on";
        // Only these have an argument; another's is ignored, as the specification says.
        return new SamplerPlan(name, name.EndsWith("traceidratio", StringComparison.Ordinal) ? variables.Ratio($"{Sampler}_ARG") : 1);
    }

    private static BatchPlan Batch(OtelVariables variables, string kind, BatchPlan usual)
    {
        var queue = variables.Number($"OTEL_{kind}_MAX_QUEUE_SIZE", usual.MaxQueue, 1, MaxQueueOfAll);
        return new BatchPlan(
            queue,
            variables.Number($"OTEL_{kind}_MAX_EXPORT_BATCH_SIZE", Math.Min(usual.MaxBatch, queue), 1, queue),
            variables.Number($"OTEL_{kind}_SCHEDULE_DELAY", usual.Delay, 1, Longest),
            variables.Number($"OTEL_{kind}_EXPORT_TIMEOUT", usual.Timeout, 1, Longest)
        );
    }

    private static Dictionary<string, string> ReadAttributes(OtelVariables variables)
    {
        var attributes = new Dictionary<string, string>(variables.Pairs("OTEL_RESOURCE_ATTRIBUTES"));
        if (variables.Text("OTEL_SERVICE_NAME") is { } name)
            attributes["service.name"] = name;
        return attributes;
    }
}
