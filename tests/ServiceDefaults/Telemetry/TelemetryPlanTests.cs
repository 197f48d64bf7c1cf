using System.Net;
using SocketWarp.ServiceDefaults.Telemetry;

namespace SocketWarp.ServiceDefaults.Tests.Telemetry;

/// <summary>What the settings and OpenTelemetry's own variables make of a process.</summary>
public sealed class TelemetryPlanTests
{
    [Fact]
    public void Nothing_Set_ExportsNothing() => Assert.True(Read().IsOff);

    [Theory]
    [InlineData("OTEL_SDK_DISABLED", "true")]
    [InlineData("OTEL_TRACES_EXPORTER", "none", "OTEL_METRICS_EXPORTER", "none", "OTEL_LOGS_EXPORTER", "none")]
    public void Endpoint_WithEverythingTurnedOff_ExportsNothing(params string[] variables) =>
        Assert.True(Read(["OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4317", .. variables]).IsOff);

    [Fact]
    public void Endpoint_ForGrpc_IsTakenAsItIs()
    {
        var plan = Read("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4317");
        foreach (var signal in (SignalPlan[])[plan.Traces, plan.Metrics, plan.Logs])
            Assert.Equal(new OtlpReceiver(new Uri("http://collector:4317"), IsGrpc: true, null, 10_000, Compresses: false), signal.Otlp);
        Assert.Null(plan.Prometheus);
    }

    [Theory]
    [InlineData("http://collector:4318", "http://collector:4318/v1/")]
    [InlineData("http://collector:4318/", "http://collector:4318/v1/")]
    [InlineData("https://collector/otlp/?tenant=1", "https://collector/otlp/v1/", "?tenant=1")]
    public void Endpoint_ForHttp_GetsTheSignalsPath(string endpoint, string start, string end = "")
    {
        var plan = Read("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint, "OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
        Assert.Equal(
            ($"{start}traces{end}", $"{start}metrics{end}", $"{start}logs{end}"),
            (plan.Traces.Otlp!.Endpoint.AbsoluteUri, plan.Metrics.Otlp!.Endpoint.AbsoluteUri, plan.Logs.Otlp!.Endpoint.AbsoluteUri)
        );
    }

    [Fact]
    public void Signal_WithVariablesOfItsOwn_GoesByThem()
    {
        var plan = Read(
            "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT",
            "http://logs/in",
            "OTEL_EXPORTER_OTLP_LOGS_PROTOCOL",
            "http/protobuf",
            "OTEL_EXPORTER_OTLP_LOGS_HEADERS",
            "a=1",
            "OTEL_EXPORTER_OTLP_LOGS_TIMEOUT",
            "5",
            "OTEL_EXPORTER_OTLP_LOGS_COMPRESSION",
            "gzip",
            "OTEL_EXPORTER_OTLP_TIMEOUT",
            "6",
            "OTEL_EXPORTER_OTLP_HEADERS",
            "a=2"
        );
        Assert.Equal(new OtlpReceiver(new Uri("http://logs/in"), IsGrpc: false, null, 5, Compresses: true), plan.Logs.Otlp! with { Headers = null });
        Assert.Equal("a=1", plan.Logs.Otlp!.Headers!.Reveal());
        // Nothing names an endpoint for these.
        Assert.True(plan.Traces.IsOff && plan.Metrics.IsOff);
    }

    [Fact]
    public void Setting_WinsOverTheVariableForAllSignals()
    {
        var plan = TelemetryPlan.Read(
            new TelemetrySettings { OtlpEndpoint = new Uri("http://ours:1") },
            Variables("OTEL_EXPORTER_OTLP_ENDPOINT", "http://theirs:2", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://traces:3")
        );
        Assert.Equal(("http://traces:3/", "http://ours:1/"), (plan.Traces.Otlp!.Endpoint.AbsoluteUri, plan.Metrics.Otlp!.Endpoint.AbsoluteUri));
    }

    [Theory]
    [InlineData("grpc", "http://localhost:4317/")]
    [InlineData("http/protobuf", "http://localhost:4318/v1/traces")]
    public void Otlp_AskedForWithoutAnEndpoint_GoesToTheUsualOne(string protocol, string endpoint)
    {
        var plan = Read("OTEL_TRACES_EXPORTER", "otlp", "OTEL_EXPORTER_OTLP_PROTOCOL", protocol);
        Assert.Equal(endpoint, plan.Traces.Otlp!.Endpoint.AbsoluteUri);
        Assert.True(plan.Metrics.IsOff && plan.Logs.IsOff);
    }

    [Fact]
    public void Exporters_AreWhatTheirVariablesName()
    {
        var plan = Read("OTEL_TRACES_EXPORTER", "console", "OTEL_METRICS_EXPORTER", "otlp, prometheus", "OTEL_LOGS_EXPORTER", "otlp,console");
        Assert.Equal((true, false), (plan.Traces.Console, plan.Traces.Otlp is not null));
        Assert.Equal((false, true), (plan.Metrics.Console, plan.Metrics.Otlp is not null));
        Assert.Equal((true, true), (plan.Logs.Console, plan.Logs.Otlp is not null));
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 9464), plan.Prometheus);
    }

    [Fact]
    public void PrometheusPort_NeedsNothingElse()
    {
        var plan = TelemetryPlan.Read(new TelemetrySettings { PrometheusPort = 9000, PrometheusAddress = IPAddress.Any }, Variables());
        Assert.Equal(new IPEndPoint(IPAddress.Any, 9000), plan.Prometheus);
        Assert.True(plan.Traces.IsOff && plan.Metrics.IsOff && plan.Logs.IsOff);
    }

    [Fact]
    public void Attributes_AreDecoded_AndTheNameWins()
    {
        var plan = Exporting("OTEL_RESOURCE_ATTRIBUTES", "a=1%2C2, service.name=other", "OTEL_SERVICE_NAME", "edge");
        Assert.Equal([("a", "1,2"), ("service.name", "edge")], plan.Attributes.Select(a => (a.Key, a.Value)).Order());
    }

    [Fact]
    public void Batches_Samplers_AndReaders_AreWhatTheirVariablesSay()
    {
        var plan = Exporting(
            "OTEL_BSP_MAX_QUEUE_SIZE",
            "100",
            "OTEL_BSP_SCHEDULE_DELAY",
            "7",
            "OTEL_BLRP_MAX_EXPORT_BATCH_SIZE",
            "9",
            "OTEL_BLRP_EXPORT_TIMEOUT",
            "8",
            "OTEL_METRIC_EXPORT_INTERVAL",
            "11",
            "OTEL_METRIC_EXPORT_TIMEOUT",
            "12",
            "OTEL_TRACES_SAMPLER",
            "parentbased_traceidratio",
            "OTEL_TRACES_SAMPLER_ARG",
            "0.25",
            "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE",
            "delta",
            "OTEL_METRICS_EXEMPLAR_FILTER",
            "trace_based",
            "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION",
            "base2_exponential_bucket_histogram"
        );
        Assert.Equal((new BatchPlan(100, 100, 7, 30_000), new BatchPlan(2048, 9, 1000, 8)), (plan.Spans, plan.LogRecords));
        Assert.Equal(
            (11, 12, "delta", "trace_based", true),
            (plan.MetricInterval, plan.MetricTimeout, plan.Temporality, plan.Exemplars, plan.ExponentialHistograms)
        );
        Assert.Equal(new SamplerPlan("parentbased_traceidratio", 0.25), plan.Sampler);
        Assert.Empty(plan.Errors);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "4317", "write an http or https URL, such as http://127.0.0.1:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json", "write grpc or http/protobuf")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "udp", "write grpc or http/protobuf")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "10s", "write a whole number from 1 to 3600000")]
    [InlineData("OTEL_EXPORTER_OTLP_LOGS_TIMEOUT", "0", "write a whole number from 1 to 3600000")]
    [InlineData("OTEL_EXPORTER_OTLP_COMPRESSION", "zstd", "write none or gzip")]
    [InlineData("OTEL_EXPORTER_OTLP_CERTIFICATE", "/nowhere/ca.pem", "name a PEM file that exists")]
    [InlineData("OTEL_TRACES_EXPORTER", "zipkin", "write otlp, console or none, or several with commas between them")]
    [InlineData("OTEL_METRICS_EXPORTER", "otlp,statsd", "write otlp, console, none or prometheus, or several with commas between them")]
    [InlineData("OTEL_SDK_DISABLED", "yes", "write true or false")]
    [InlineData(
        "OTEL_TRACES_SAMPLER",
        "jaeger_remote",
        "write always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off or parentbased_traceidratio"
    )]
    [InlineData("OTEL_RESOURCE_ATTRIBUTES", "edge", "write name=value, several with commas between them, and commas in values as %2C")]
    [InlineData("OTEL_BSP_MAX_QUEUE_SIZE", "-1", "write a whole number from 1 to 100000")]
    [InlineData("OTEL_BLRP_MAX_EXPORT_BATCH_SIZE", "4096", "write a whole number from 1 to 2048")]
    [InlineData("OTEL_METRIC_EXPORT_INTERVAL", "1m", "write a whole number from 1 to 3600000")]
    [InlineData("OTEL_METRICS_EXEMPLAR_FILTER", "all", "write always_off, always_on or trace_based")]
    public void Variable_ThatCannotBeUsed_IsReported(string variable, string value, string fix) =>
        Assert.Equal($"{variable} is \"{value}\": {fix}", Assert.Single(Exporting(variable, value).Errors));

    [Fact]
    public void Endpoint_WithoutAScheme_IsReported() =>
        Assert.Equal(
            "OTEL_EXPORTER_OTLP_ENDPOINT is \"collector:4317\": write an http or https URL, such as http://127.0.0.1:4317",
            Assert.Single(Read("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317").Errors)
        );

    [Fact]
    public void PrometheusHost_OfIPv6_IsReported() =>
        Assert.Equal(
            "OTEL_EXPORTER_PROMETHEUS_HOST is \"::\": write an IPv4 address of this machine, or 0.0.0.0 for all of them",
            Assert.Single(Read("OTEL_METRICS_EXPORTER", "prometheus", "OTEL_EXPORTER_PROMETHEUS_HOST", "::").Errors)
        );

    [Fact]
    public void SamplersArgument_OutOfRange_IsReported() =>
        Assert.Equal(
            "OTEL_TRACES_SAMPLER_ARG is \"25%\": write a number from 0 to 1, such as 0.25",
            Assert.Single(Exporting("OTEL_TRACES_SAMPLER", "traceidratio", "OTEL_TRACES_SAMPLER_ARG", "25%").Errors)
        );

    [Fact]
    public void Headers_ThatCannotBeUsed_AreReportedWithoutTheirSecret() =>
        Assert.Equal(
            "OTEL_EXPORTER_OTLP_HEADERS is \"*****\": write name=value, several with commas between them, and commas in values as %2C",
            Assert.Single(Exporting("OTEL_EXPORTER_OTLP_HEADERS", "Bearer abc").Errors)
        );

    [Fact]
    public void Variables_OfWhatIsNotExported_AreLeftAlone() =>
        Assert.Empty(Read("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json", "OTEL_BSP_SCHEDULE_DELAY", "soon").Errors);

    private static TelemetryPlan Exporting(params string[] variables) =>
        TelemetryPlan.Read(new TelemetrySettings { OtlpEndpoint = new Uri("http://collector:4317") }, Variables(variables));

    private static TelemetryPlan Read(params string[] variables) => TelemetryPlan.Read(new TelemetrySettings(), Variables(variables));

    private static Func<string, string?> Variables(params string[] variables)
    {
        var values = variables.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
        return values.GetValueOrDefault;
    }
}
