using System.Diagnostics;
using SocketWarp.SystemTests.Identity;
using SocketWarp.SystemTests.Parts;
using SocketWarp.SystemTests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.SystemTests.Telemetry;

/// <summary>A receiver that is down, slow or answers garbage costs visitors nothing, and does not hold up the end of a process.</summary>
[Collection(TimedCollection.Name)]
public sealed class FaultyReceiverTests
{
    private const int Visitors = 500;

    /// <summary>One a minute, on a machine that takes its time.</summary>
    private const int MostComplaints = 3;

    [Theory]
    [InlineData("silent", "garbage", "overloaded", "http/protobuf")]
    [InlineData("endless", "down", "silent", "http/protobuf")]
    [InlineData("garbage", "silent", "down", "grpc")]
    public async Task Visitors_WithAFaultyReceiver_AreServedAsEver(string traces, string metrics, string logs, string protocol)
    {
        await using var tracesTo = Receiver(traces);
        await using var metricsTo = Receiver(metrics);
        await using var logsTo = Receiver(logs);
        var files = new PartFiles();
        foreach (var (signal, receiver) in new[] { ("TRACES", tracesTo), ("METRICS", metricsTo), ("LOGS", logsTo) })
            files.Environment[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"] = receiver?.Address.ToString() ?? $"http://127.0.0.1:{Ports.FreeTcp()}";
        files.Environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol;
        files.Environment["OTEL_BSP_SCHEDULE_DELAY"] = files.Environment["OTEL_BLRP_SCHEDULE_DELAY"] = "50";
        files.Environment["OTEL_METRIC_EXPORT_INTERVAL"] = "50";
        files.Environment["SOCKETWARP_Logging__OpenTelemetry__LogLevel__Default"] = "Trace";
        await using var parts = await RunningParts.StartAsync(files);
        RunningProcess[] all = [parts.ControlApi, parts.Gateway, parts.Connector];

        using var visitor = await parts.VisitAsync();
        using var until = new CancellationTokenSource();
        var transfer = PacedTransfer.RunAsync(visitor, 50_000_000, until.Token);
        await VisitAsync(parts);
        await until.CancelAsync();
        var moved = await transfer.WaitAsync(Limits.Step);
        Assert.Equal(moved.Sent, moved.Received);

        Assert.All(((FaultyServer?[])[tracesTo, metricsTo, logsTo]).OfType<FaultyServer>(), r => Assert.NotEqual(0, r.Callers));
        await EndAsync(all);
    }

    private static FaultyServer? Receiver(string fault) =>
        fault switch
        {
            "silent" => FaultyServer.Silent(),
            "garbage" => FaultyServer.Garbage(),
            "endless" => FaultyServer.Endless("application/x-protobuf"),
            "overloaded" => FaultyServer.Saying("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 30\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
            _ => null,
        };

    private static async Task VisitAsync(RunningParts parts)
    {
        const int AtOnce = 10;
        await Parallel.ForAsync(0, Visitors, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (_, _) => (await parts.VisitAsync()).Dispose());
    }

    /// <summary>Each ends in time and without complaint, although the last batches go nowhere; and has said that they do, though not each time.</summary>
    private static async Task EndAsync(RunningProcess[] tools)
    {
        foreach (var tool in tools)
        {
            var watch = Stopwatch.StartNew();
            await tool.SignalAsync("TERM");
            Assert.Equal(0, await tool.ExitAsync(Limits.Step));
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, Limits.Shutdown);
            Assert.DoesNotContain(": error: ", tool.Error, StringComparison.Ordinal);
            Assert.InRange(tool.Error.Split("Telemetry does not reach http://").Length - 1, 1, MostComplaints);
        }
    }
}
