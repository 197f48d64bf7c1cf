using System.CommandLine;
using System.Diagnostics;
using System.Net;
using SocketWarp.Bench.Load;
using SocketWarp.Bench.Measure;
using SocketWarp.Bench.Report;
using SocketWarp.Bench.Tunnels;

namespace SocketWarp.Bench.Commands;

/// <summary>Managed bytes that gateway and connector allocate per megabyte that they carry, and per tunnel.</summary>
internal sealed class AllocationCommand
{
    private const int Parallel = 8;

    private readonly Option<int> _rounds = CommonOptions.Rounds(5);
    private readonly Option<int> _seconds = CommonOptions.Seconds(5);
    private readonly ReportOptions _report = new();
    private readonly List<Sample> _samples = [];

    public Command Create()
    {
        var command = new Command("allocation", "Measures what gateway and connector allocate on the managed heap.") { _rounds, _seconds };
        _report.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task RunAsync(ParseResult parse, CancellationToken cancellation)
    {
        int rounds = parse.GetValue(_rounds),
            seconds = parse.GetValue(_seconds);
        await using var echo = LoadProcess.Start(LoadRoles.Echo, [IPAddress.Loopback]);
        await using var iperf = await IperfServer.StartAsync(cancellation);
        using var folder = new WorkFolder();
        await using var site = await Site.PrepareAsync(folder.Path, new SiteOptions(), cancellation);
        await site.StartAllAsync(cancellation);
        var bulk = new IPEndPoint(IPAddress.Loopback, await site.PublishAsync(iperf.Port, cancellation));
        var small = new IPEndPoint(IPAddress.Loopback, await site.PublishAsync(await echo.ReadAsync<int>(cancellation), cancellation));
        var duration = TimeSpan.FromSeconds(seconds);
        // What only the first ones need is no steady state.
        await CarryAsync(bulk, reverse: false, duration, cancellation);
        await CarryAsync(bulk, reverse: true, duration, cancellation);
        await ConnectAsync(small, duration, cancellation);
        foreach (var (name, process) in ((string, Process)[])[("gateway", site.Gateway!), ("connector", site.Connector!)])
        {
            await using var trace = await AllocationTrace.StartAsync(process.Id, cancellation);
            for (var round = 1; round <= rounds; round++)
            {
                Console.Error.WriteLine($"round {round} of {rounds}: {name}");
                var idle = await AllocatedAsync(
                    trace,
                    0,
                    async () =>
                    {
                        await Task.Delay(duration, cancellation);
                        return (duration + 2 * AllocationTrace.Interval).TotalSeconds;
                    },
                    cancellation
                );
                Add("bytes/s", "idle", idle);
                Add("bytes/MB", "up", await AllocatedAsync(trace, idle, () => CarryAsync(bulk, reverse: false, duration, cancellation), cancellation));
                Add("bytes/MB", "down", await AllocatedAsync(trace, idle, () => CarryAsync(bulk, reverse: true, duration, cancellation), cancellation));
                Add(
                    "bytes/tunnel",
                    $"{Parallel} at a time",
                    await AllocatedAsync(trace, idle, () => ConnectAsync(small, duration, cancellation), cancellation)
                );

                void Add(string unit, string measure, double value) => _samples.Add(new Sample(name, unit, measure, round, value));
            }
        }

        await _report.WriteAsync(parse, "process", baseline: null, _samples, [], cancellation);
    }

    /// <summary>What each of the things cost that were done, beyond what the time alone costs.</summary>
    private static async Task<double> AllocatedAsync(AllocationTrace trace, double idlePerSecond, Func<Task<double>> doThings, CancellationToken cancellation)
    {
        var before = trace.TotalBytes();
        var clock = Stopwatch.StartNew();
        var things = await doThings();
        // The last interval of the work has then been reported for sure.
        await Task.Delay(2 * AllocationTrace.Interval, cancellation);
        return Math.Max(0, trace.TotalBytes() - before - idlePerSecond * clock.Elapsed.TotalSeconds) / things;
    }

    private static async Task<double> CarryAsync(IPEndPoint visited, bool reverse, TimeSpan duration, CancellationToken cancellation) =>
        await IperfClient.RunAsync(visited, 1, reverse, duration, cancellation) / 1e6;

    private static async Task<double> ConnectAsync(IPEndPoint visited, TimeSpan duration, CancellationToken cancellation) =>
        (await LoadProcess.RunAsync<ConnectionResult>(LoadRoles.Rate, [visited, Parallel, duration.TotalSeconds, 0], cancellation)).PerSecond
        * duration.TotalSeconds;
}
