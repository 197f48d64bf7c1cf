using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using SocketWarp.Base;

namespace SocketWarp.ServiceDefaults.Telemetry;

/// <summary>OpenTelemetry as a plan wants it.</summary>
internal static class TelemetryPipeline
{
    /// <summary>Bytes of an answer that are read: a receiver says little, and another server may say anything.</summary>
    private const int MaxAnswer = 64 * 1024;

    public static void Add(IServiceCollection services, string service, TelemetryPlan plan)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(plan);
        services.AddSingleton<TelemetryLifetime>();
        // In the place of OpenTelemetry's own.
        services.AddSingleton<ITelemetryHostInitializer>(s => s.GetRequiredService<TelemetryLifetime>());
        services.AddHostedService(s => s.GetRequiredService<TelemetryLifetime>());
        var telemetry = services.AddOpenTelemetry().ConfigureResource(resource => TelemetryResource.Describe(resource, service, plan));
        if (!plan.Traces.IsOff)
            telemetry.WithTracing(traces => Build(traces, plan));
        if (!plan.Metrics.IsOff || plan.Prometheus is not null)
            telemetry.WithMetrics(metrics => Build(metrics, plan));
        if (!plan.Logs.IsOff)
            WithLogs(telemetry, plan);
    }

    private static void Build(TracerProviderBuilder traces, TelemetryPlan plan)
    {
        traces
            .SetSampler(Sampler(plan.Sampler))
            .AddSource($"{ServiceTelemetry.SourcePrefix}*")
            .AddHttpClientInstrumentation()
            // One span for a call, not a second one for the HTTP request that carries it.
            .AddGrpcClientInstrumentation(options => options.SuppressDownstreamInstrumentation = true);
        if (plan.Traces.Otlp is { } receiver)
            traces.AddProcessor(_ => new BoundedShutdown.Spans(new OtlpTraceExporter(Options(receiver)), plan.Spans));
        if (plan.Traces.Console)
            traces.AddProcessor(_ => new BoundedShutdown.Spans(new ConsoleActivityExporter(new ConsoleExporterOptions()), plan.Spans));
    }

    private static void Build(MeterProviderBuilder metrics, TelemetryPlan plan)
    {
        metrics
            .SetExemplarFilter(
                plan.Exemplars switch
                {
                    "always_on" => ExemplarFilterType.AlwaysOn,
                    "trace_based" => ExemplarFilterType.TraceBased,
                    _ => ExemplarFilterType.AlwaysOff,
                }
            )
            .AddMeter($"{ServiceTelemetry.SourcePrefix}*")
            .AddHttpClientInstrumentation()
            .AddRuntimeInstrumentation()
            .AddProcessInstrumentation();
        if (plan.ExponentialHistograms)
            metrics.AddView(instrument => IsHistogram(instrument) ? new Base2ExponentialBucketHistogramConfiguration() : null);
        if (plan.Metrics.Otlp is { } receiver)
            metrics.AddReader(_ => Reader(new OtlpMetricExporter(Options(receiver)), plan));
        if (plan.Metrics.Console)
            metrics.AddReader(_ => Reader(new ConsoleMetricExporter(new ConsoleExporterOptions()), plan));
        if (plan.Prometheus is { } address)
            metrics.AddPrometheusHttpListener(options => Listen(options, address));
    }

    private static void WithLogs(IOpenTelemetryBuilder telemetry, TelemetryPlan plan) =>
        telemetry.WithLogging(
            logs =>
            {
                if (plan.Logs.Otlp is { } receiver)
                    logs.AddProcessor(_ => new BoundedShutdown.LogRecords(new OtlpLogExporter(Options(receiver)), plan.LogRecords));
                if (plan.Logs.Console)
                    logs.AddProcessor(_ => new BoundedShutdown.LogRecords(new ConsoleLogRecordExporter(new ConsoleExporterOptions()), plan.LogRecords));
            },
            options =>
            {
                options.IncludeScopes = true;
                options.IncludeFormattedMessage = true;
            }
        );

    private static BoundedShutdown.Metrics Reader(BaseExporter<Metric> exporter, TelemetryPlan plan) =>
        new(exporter, plan.MetricInterval, plan.MetricTimeout)
        {
            TemporalityPreference = plan.Temporality switch
            {
                "delta" => MetricReaderTemporalityPreference.Delta,
                "lowmemory" => MetricReaderTemporalityPreference.LowMemory,
                _ => MetricReaderTemporalityPreference.Cumulative,
            },
        };

    /// <summary>What the plan does not say, certificates for instance, the options take from the environment themselves.</summary>
    private static OtlpExporterOptions Options(OtlpReceiver receiver) =>
        new()
        {
            Endpoint = receiver.Endpoint,
            Protocol = receiver.IsGrpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf,
            Headers = receiver.Headers?.Reveal(),
            TimeoutMilliseconds = receiver.Timeout,
            Compression = receiver.Compresses ? OtlpExportCompression.GZip : OtlpExportCompression.None,
            MaxResponseSizeBytes = MaxAnswer,
        };

    private static void Listen(PrometheusHttpListenerOptions options, IPEndPoint address)
    {
        options.Port = address.Port;
        // The listener answers only requests that name it as it was named: by the address, or on the loopback address by either name.
        string[] names =
            address.Address.Equals(IPAddress.Any) ? ["+"]
            : address.Address.Equals(IPAddress.Loopback) ? [$"{address.Address}", "localhost"]
            : [$"{address.Address}"];
        options.ConfigureHttpListener = (_, listener) =>
        {
            listener.Prefixes.Clear();
            foreach (var name in names)
                listener.Prefixes.Add($"http://{name}:{address.Port}/metrics/");
            Start(listener, address);
        };
    }

    /// <summary>OpenTelemetry starts it too, which then does nothing, but does not say where that failed.</summary>
    private static void Start(HttpListener listener, IPEndPoint address)
    {
        WarmUp();
        try
        {
            listener.Start();
        }
        catch (ArgumentNullException e)
        {
            throw new StartupException(
                $"a client connected to port {address.Port} in the moment when it was opened, which .NET does not survive: start again",
                e
            );
        }
        catch (Exception e) when (e is HttpListenerException or SocketException)
        {
            throw new StartupException(
                $"{TelemetrySettings.Section}:{nameof(TelemetrySettings.PrometheusPort)} is \"{address.Port}\", which cannot be listened on at "
                    + $"{address.Address} ({e.Message}): "
                    + "end the program that uses the port, or set another one",
                e
            );
        }
    }

    /// <summary>
    /// Compiles what a listener runs between listen and accept: a client that connects in between makes it fail (dotnet/corefx#35191),
    /// and uncompiled that moment is a thousand times as long.
    /// </summary>
    private static void WarmUp()
    {
        using var unused = new TcpListener(IPAddress.Loopback, 0);
        unused.Start();
        var port = ((IPEndPoint)unused.LocalEndpoint).Port;
        unused.Stop();
        using var listener = new HttpListener();
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        try
        {
            listener.Start();
        }
        catch (Exception e) when (e is HttpListenerException or SocketException)
        {
            // Somebody took the port; most of the way is compiled all the same.
        }
    }

    private static bool IsHistogram(Instrument instrument) =>
        instrument.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Histogram<>);

    private static Sampler Sampler(SamplerPlan plan)
    {
        const string ParentBased = "parentbased_";
        Sampler root = plan.Name switch
        {
            var name when name.EndsWith("always_on", StringComparison.Ordinal) => new AlwaysOnSampler(),
            var name when name.EndsWith("always_off", StringComparison.Ordinal) => new AlwaysOffSampler(),
            _ => new TraceIdRatioBasedSampler(plan.Ratio),
        };
        return plan.Name.StartsWith(ParentBased, StringComparison.Ordinal) ? new ParentBasedSampler(root) : root;
    }
}
