using System.CommandLine;
using System.Net;
using SocketWarp.Bench.Load;
using SocketWarp.Bench.Measure;
using SocketWarp.Bench.Report;
using SocketWarp.Bench.Tunnels;

namespace SocketWarp.Bench.Commands;

/// <summary>Rounds of tunnels of measurements. The order within a round is fixed, so that a slow hour hits all alike.</summary>
internal sealed class TunnelsCommand
{
    private const string Baseline = "stunnel";
    private const int WarmUp = 500;
    private const int ConnectionWarmUp = 1; // seconds
    private const int RoundTrips = 5_000;

    private readonly Option<int> _rounds = CommonOptions.Rounds(5);
    private readonly Option<int> _seconds = CommonOptions.Seconds(4);
    private readonly ReportOptions _report = new();
    private readonly List<Sample> _samples = [];
    private readonly List<string> _notes = [];

    private readonly Option<string[]> _tunnels = new("--tunnels")
    {
        Description = $"Which to measure: {string.Join(", ", TunnelCatalog.Names)}",
        DefaultValueFactory = _ => [.. TunnelCatalog.Names],
        AllowMultipleArgumentsPerToken = true,
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_rounds);
        command.Options.Add(_seconds);
        command.Options.Add(_tunnels);
        _report.AddTo(command);
        command.SetAction(RunAsync);
    }

    private async Task RunAsync(ParseResult parse, CancellationToken cancellation)
    {
        await using var echo = LoadProcess.Start(LoadRoles.Echo, [IPAddress.Loopback]);
        await using var iperf = await IperfServer.StartAsync(cancellation);
        var targets = new Targets(iperf.Port, await echo.ReadAsync<int>(cancellation));
        var rounds = parse.GetValue(_rounds);
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var name in parse.GetValue(_tunnels)!)
            {
                Console.Error.WriteLine($"round {round} of {rounds}: {name}");
                using var folder = new WorkFolder();
                await using var tunnel = await TunnelCatalog.StartAsync(name, targets, folder.Path, cancellation);
                await MeasureAsync(round, tunnel, TimeSpan.FromSeconds(parse.GetValue(_seconds)), cancellation);
            }
        }

        await _report.WriteAsync(parse, "tunnel", Baseline, _samples, _notes, cancellation);
    }

    private async Task MeasureAsync(int round, ITunnel tunnel, TimeSpan duration, CancellationToken cancellation)
    {
        void Add(string unit, string measure, double value) => _samples.Add(new Sample(tunnel.Name, unit, measure, round, value));

        var usage = new ProcessUsage(tunnel.Processes);
        var idle = usage.ResidentBytes;
        foreach (var (streams, reverse) in ((int, bool)[])[(1, false), (1, true), (8, false), (8, true)])
        {
            var before = usage.CpuSeconds;
            var bytes = await IperfClient.RunAsync(new IPEndPoint(IPAddress.Loopback, tunnel.IperfPort), streams, reverse, duration, cancellation);
            var measure = $"{(reverse ? "down" : "up")} {streams}";
            Add("Gbit/s", measure, bytes * 8 / duration.TotalSeconds / 1e9);
            Add("CPU s/GB", measure, bytes == 0 ? 0 : (usage.CpuSeconds - before) / (bytes / 1e9));
        }

        var visited = new IPEndPoint(IPAddress.Loopback, tunnel.EchoPort);
        foreach (var parallel in (int[])[1, 32])
        {
            var result = await LoadProcess.RunAsync<ConnectionResult>(
                LoadRoles.Rate,
                [visited, parallel, duration.TotalSeconds, ConnectionWarmUp],
                cancellation
            );
            Add("connections/s", $"{parallel} at a time", result.PerSecond);
            Add("connection µs", $"p99 at {parallel}", result.P99Microseconds);
            if (result.Failed > 0)
                _notes.Add($"{tunnel.Name}, round {round}, {parallel} at a time: {result.Failed} connections failed");
        }

        var trip = await LoadProcess.RunAsync<RoundTripResult>(LoadRoles.RoundTrip, [visited, WarmUp, RoundTrips, 0], cancellation);
        Add("round trip µs", "p50", trip.P50Microseconds);
        Add("round trip µs", "p99", trip.P99Microseconds);
        Add("MB of both ends", "idle", idle / 1e6);
        Add("MB of both ends", "peak", usage.PeakResidentBytes / 1e6);
    }
}
