using SocketWarp.SystemTests.Identity;
using SocketWarp.SystemTests.Parts;
using SocketWarp.SystemTests.Running;
using SocketWarp.SystemTests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.SystemTests.Telemetry;

/// <summary>What each process sends to a receiver of OTLP.</summary>
public sealed class ExportTests
{
    /// <summary>A service, and a metric of it that a visitor, an enrolment or a call changes.</summary>
    private static readonly (string Service, string Metric)[] Expected =
    [
        ("socketwarp-gateway", "socketwarp.gateway.tunnels.total"),
        ("socketwarp-gateway", "http.client.request.duration"),
        ("socketwarp-connector", "socketwarp.connector.tunnels.total"),
        ("socketwarp-scepserver", "socketwarp.scep.enrolments"),
    ];

    private static readonly string[] Services = ["socketwarp-gateway", "socketwarp-connector", "socketwarp-controlapi", "socketwarp-scepserver"];

    [Theory]
    [InlineData("http/protobuf")]
    [InlineData("grpc")]
    public async Task EveryProcess_WithAReceiver_SendsTracesMetricsAndLogs(string protocol)
    {
        await using var collector = await OtlpCollector.StartAsync();
        var files = new EnrolledPartFiles();
        foreach (var (name, value) in Environment(protocol == "grpc" ? collector.Grpc : collector.Http, protocol))
            files.Environment[name] = value;
        await using var parts = await EnrolledParts.StartAsync(files);
        (await parts.Running.VisitAsync()).Dispose();
        // Now that the gateway is attached, it hears of a change when it is made.
        using var api = parts.Running.Client();
        await api.PutAsync(PartFiles.Uid, "127.0.0.1:1", "traced");

        await collector.UntilAsync(
            c =>
                Services.All(service =>
                    c.Spans.Any(s => s.Service == service) && c.Measured.Any(m => m.Service == service) && c.Records.Any(r => r.Service == service)
                )
                // Metrics are sent every few seconds: the first may come from before the visitor.
                && Expected.All(c.Measured.Contains)
                && Named(c, "visitor tunnel").Any()
                && Named(c, "target tunnel").Any()
                && IsTraced(c)
                && Ended(c, "socketwarp-gateway").Any()
                && Ended(c, "socketwarp-connector").Any(),
            () => Describe(collector)
        );
        CheckTunnel(collector);
        CheckAssignment(collector);
        CheckMetrics(collector);
        CheckResources(collector);

        // The call of the link to ControlApi ends with the process: its span is in the very last batch.
        await parts.Running.Gateway.SignalAsync("TERM");
        Assert.Equal(0, await parts.Running.Gateway.ExitAsync(Limits.Shutdown));
        Assert.Contains(collector.Spans, s => s.Service == "socketwarp-gateway" && s.Scope.Contains("GrpcNetClient", StringComparison.Ordinal));
        Assert.Contains(collector.Spans, s => s.Service == "socketwarp-gateway" && s.Scope == "System.Net.Http");
        Assert.Contains(collector.Spans, s => s.Service == "socketwarp-scepserver" && s.Scope == "Microsoft.AspNetCore");
        CheckSecrets(collector, files);
    }

    [Fact]
    public async Task AllInOne_WithAReceiver_SendsWhatItsPartsDo()
    {
        await using var collector = await OtlpCollector.StartAsync();
        using var state = new TestDirectory();
        await using var tool = RunningAllInOne.Start(state.Path, "--AppHost:SelfTest", "Only", "--Telemetry:OtlpEndpoint", $"{collector.Grpc}");
        Assert.True(await tool.ExitAsync(Limits.Start) == 0, tool.Error);
        Assert.Contains(collector.Spans, s => s.Service == "socketwarp-allinone" && s.Span.Name == "visitor tunnel");
        Assert.Contains(("socketwarp-allinone", "socketwarp.scep.enrolments"), collector.Measured);
        Assert.Contains(collector.Records, r => r.Service == "socketwarp-allinone" && r.Category.StartsWith("SocketWarp.ScepServer", StringComparison.Ordinal));
        Assert.Contains(
            collector.Records,
            r => r.Service == "socketwarp-allinone" && r.Category.StartsWith("SocketWarp.QuicGateway", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Process_WithoutAReceiver_LoadsNothingOfOpenTelemetry()
    {
        await using var parts = await RunningParts.StartAsync();
        (await parts.VisitAsync()).Dispose();
        foreach (var part in (RunningProcess[])[parts.ControlApi, parts.Gateway, parts.Connector])
            Assert.DoesNotContain("OpenTelemetry", await File.ReadAllTextAsync($"/proc/{part.Id}/maps"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_WithVariablesThatCannotBeUsed_NamesThemBesideItsSettings()
    {
        using var files = new PartFiles();
        files.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = "collector:4317";
        files.Environment["SOCKETWARP_Api__IdleTimeout"] = "1h";
        await using var tool = files.StartControlApi();
        Assert.Equal(2, await tool.ExitAsync(Limits.Start));
        Assert.Equal(
            [
                "socketwarp-controlapi: error: Api:IdleTimeout is \"1h\": write a value from 100ms to 5m",
                "socketwarp-controlapi: error: OTEL_EXPORTER_OTLP_ENDPOINT is \"collector:4317\": write an http or https URL, such as http://127.0.0.1:4317",
            ],
            tool.Error.TrimEnd().Split('\n').Order()
        );
    }

    private static Dictionary<string, string?> Environment(Uri endpoint, string protocol) =>
        new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"{endpoint}",
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol,
            ["OTEL_EXPORTER_OTLP_HEADERS"] = "x-token=what%20it%20takes",
            ["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment.name=test%2C1,service.namespace=mine",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
            ["OTEL_BLRP_SCHEDULE_DELAY"] = "100",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "300",
            // The console stays at Information.
            ["SOCKETWARP_Logging__OpenTelemetry__LogLevel__Default"] = "Trace",
        };

    /// <summary>The tunnel's two parts are one trace, and what both processes log of its end is in it.</summary>
    private static void CheckTunnel(OtlpCollector collector)
    {
        var above = Named(collector, "visitor tunnel").First();
        var below = Named(collector, "target tunnel").First(s => s.TraceId.Equals(above.TraceId));
        Assert.Equal(above.SpanId, below.ParentSpanId);
        foreach (var (service, span) in new[] { ("socketwarp-gateway", above), ("socketwarp-connector", below) })
        {
            var record = Ended(collector, service).First(r => r.TraceId.Equals(span.TraceId));
            Assert.Equal(span.SpanId, record.SpanId);
            Assert.Contains(" ended: Completed", record.Body.StringValue, StringComparison.Ordinal);
            Assert.Equal("Completed", OtlpCollector.Text(record.Attributes, "End"));
            Assert.InRange(record.SeverityNumber, 1, 4);
        }
    }

    /// <summary>A change of an assignment is one trace, from the request to the gateway's port.</summary>
    private static void CheckAssignment(OtlpCollector collector)
    {
        var applied = Applied(collector).Single();
        var request = collector.Spans.Single(s => s.Span.TraceId.Equals(applied.TraceId) && s.Span.SpanId.Equals(applied.ParentSpanId));
        Assert.Equal("socketwarp-controlapi", request.Service);
        Assert.Contains("assignments", request.Span.Name, StringComparison.Ordinal);
        Assert.Contains(Named(collector, "store assignment"), s => s.TraceId.Equals(applied.TraceId) && s.ParentSpanId.Equals(applied.ParentSpanId));
    }

    /// <summary>The request ends last of the three, and each process sends when it likes.</summary>
    private static bool IsTraced(OtlpCollector collector) =>
        Applied(collector)
            .Any(applied =>
                collector.Spans.Any(s => s.Span.SpanId.Equals(applied.ParentSpanId))
                && Named(collector, "store assignment").Any(s => s.TraceId.Equals(applied.TraceId))
            );

    private static IEnumerable<Otlp.Span> Applied(OtlpCollector collector) =>
        Named(collector, "apply assignment").Where(s => OtlpCollector.Text(s.Attributes, "socketwarp.assignment") == "traced");

    private static void CheckMetrics(OtlpCollector collector)
    {
        var measured = collector.Measured.Distinct().ToHashSet();
        foreach (var service in Services)
        {
            Assert.Contains((service, "dotnet.gc.collections"), measured);
            Assert.Contains((service, "process.memory.usage"), measured);
        }

        Assert.All(Expected, expected => Assert.Contains(expected, measured));
        foreach (var service in Services[2..])
            Assert.Contains((service, "http.server.request.duration"), measured);
    }

    private static void CheckResources(OtlpCollector collector)
    {
        Assert.Equal(["what it takes"], collector.Tokens);
        Assert.Equal(Services.Order(), collector.Resources.Select(OtlpCollector.Service).Distinct().Order());
        // Each process is one instance, in whichever signal.
        Assert.Equal(Services.Length, collector.Resources.Select(r => OtlpCollector.Text(r.Attributes, "service.instance.id")).Distinct().Count());
        Assert.All(
            collector.Resources,
            resource =>
            {
                foreach (
                    var (key, pattern) in new[]
                    {
                        ("service.namespace", "^mine$"),
                        ("deployment.environment.name", "^test,1$"),
                        ("service.version", @"^\d+\.\d+\.\d+"),
                        ("service.instance.id", "^[0-9a-f-]{36}$"),
                        ("host.name", "^.+$"),
                        ("os.type", "^linux$"),
                        ("process.pid", @"^\d+$"),
                        ("process.runtime.name", @"^\.NET$"),
                        ("process.runtime.version", @"^10\."),
                        ("process.executable.name", "^SocketWarp"),
                        ("telemetry.sdk.language", "^dotnet$"),
                    }
                )
                    Assert.Matches(pattern, OtlpCollector.Text(resource.Attributes, key));
            }
        );
    }

    private static void CheckSecrets(OtlpCollector collector, EnrolledPartFiles files)
    {
        var secrets = Directory.EnumerateFiles(files.Directory, "*.token", SearchOption.AllDirectories).Select(f => File.ReadAllText(f).Trim()).ToArray();
        Assert.NotEmpty(secrets);
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, collector.Raw, StringComparison.Ordinal));
    }

    private static IEnumerable<Otlp.Span> Named(OtlpCollector collector, string name) => collector.Spans.Where(s => s.Span.Name == name).Select(s => s.Span);

    private static IEnumerable<Otlp.LogRecord> Ended(OtlpCollector collector, string service) =>
        collector.Records.Where(r => r.Service == service && r.Record.EventName == "TunnelEnded" && !r.Record.TraceId.IsEmpty).Select(r => r.Record);

    private static string Describe(OtlpCollector collector) =>
        string.Join(
            '\n',
            [
                .. collector.Spans.Select(s => $"span {s.Service} {s.Scope} {s.Span.Name}").Distinct(),
                .. collector.Records.Select(r => $"log {r.Service} {r.Category} {r.Record.EventName} {!r.Record.TraceId.IsEmpty}").Distinct(),
                .. collector.Measured.Select(m => $"metric {m.Service} {m.Name}").Distinct(),
            ]
        );
}
