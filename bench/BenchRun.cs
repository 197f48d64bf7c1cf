using System.Text.Json;
using SocketWarp.Bench.Load;
using SocketWarp.Bench.Measure;
using SocketWarp.Bench.Report;
using SocketWarp.Bench.Tunnels;

namespace SocketWarp.Bench;

/// <summary>Rounds of tunnels of measurements. The order within a round is fixed, so that a slow hour hits all alike.</summary>
internal static class BenchRun
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static async Task<int> ExecuteAsync(BenchOptions options, CancellationToken cancellation)
    {
        await using var echo = new EchoServer();
        await using var iperf = await IperfServer.StartAsync(cancellation);
        var targets = new Targets(iperf.Port, echo.Port);
        var results = new List<RoundResult>();
        for (var round = 1; round <= options.Rounds; round++)
        {
            foreach (var name in options.Tunnels)
            {
                Console.Error.WriteLine($"round {round} of {options.Rounds}: {name}");
                using var folder = new WorkFolder();
                await using var tunnel = await TunnelCatalog.StartAsync(name, targets, folder.Path, cancellation);
                results.Add(await MeasureAsync(round, tunnel, options.Duration, cancellation));
            }
        }

        Console.Write(ResultTable.Render(MachineFacts.Read(), results));
        if (options.Json != null)
            await File.WriteAllTextAsync(options.Json.FullName, JsonSerializer.Serialize(new { Machine = MachineFacts.Read(), Rounds = results }, Indented), cancellation);
        return 0;
    }

    private static async Task<RoundResult> MeasureAsync(int round, ITunnel tunnel, TimeSpan duration, CancellationToken cancellation)
    {
        var usage = new ProcessUsage(tunnel.Processes);
        var idle = usage.ResidentBytes;
        var result = new RoundResult { Tunnel = tunnel.Name, Round = round, IdleBytes = idle };
        foreach (var (streams, reverse) in ((int, bool)[])[(1, false), (1, true), (8, false), (8, true)])
        {
            var before = usage.CpuSeconds;
            var bytes = await IperfClient.RunAsync(tunnel.IperfPort, streams, reverse, duration, cancellation);
            result.Transfers.Add(new TransferResult(streams, reverse, bytes * 8 / duration.TotalSeconds / 1e9, bytes == 0 ? 0 : (usage.CpuSeconds - before) / (bytes / 1e9)));
        }

        foreach (var parallel in (int[])[1, 32])
            result.Connections.Add(await ConnectionRate.RunAsync(tunnel.EchoPort, parallel, duration, cancellation));
        result.RoundTrip = await RoundTrip.RunAsync(tunnel.EchoPort, cancellation);
        result.PeakBytes = usage.PeakResidentBytes;
        return result;
    }
}
