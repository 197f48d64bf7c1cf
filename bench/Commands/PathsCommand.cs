using System.CommandLine;
using System.Net;
using SocketWarp.Bench.Load;
using SocketWarp.Bench.Report;
using SocketWarp.Bench.Tunnels;

namespace SocketWarp.Bench.Commands;

/// <summary>Compares SocketWarp with TCP alone over paths as real networks have them: far, lossy, narrow.</summary>
internal sealed class PathsCommand
{
    private const string Wanted = "bbr";

    /// <summary>The milliseconds between two pings.</summary>
    private const int PingPause = 20;
    private const int LeadSeconds = 2;

    private static readonly PathScenario Lossy = new("20 ms, 1 % loss", 10, 0.01, 0, 0);
    private static readonly PathScenario Narrow = new("100 Mbit/s", 10, 0, 100, 256 * 1024);

    private readonly Option<int> _rounds = CommonOptions.Rounds(5);
    private readonly Option<int> _seconds = CommonOptions.Positive("--seconds", "Seconds of each measurement", 10, least: 4);
    private readonly ReportOptions _report = new();
    private readonly List<Sample> _samples = [];
    private readonly List<string> _notes =
    [
        $"both paths: {Lossy.DelayMilliseconds} ms each way; loss is each way; the queue before the narrow link holds {Narrow.QueueBytes / 1024} KiB",
    ];

    public Command Create()
    {
        var command = new Command("paths", "Measures ours beside TCP alone over emulated paths. Needs Linux and root.") { _rounds, _seconds };
        _report.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task RunAsync(ParseResult parse, CancellationToken cancellation)
    {
        var missing = NetworkPath.Missing();
        if (missing.Count > 0)
            throw new InvalidOperationException($"'paths' needs what is missing here: {string.Join("; ", missing)}");
        var congestion = await CongestionAsync(cancellation);
        var direct = $"TCP alone ({congestion})";
        int rounds = parse.GetValue(_rounds),
            seconds = parse.GetValue(_seconds);
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var scenario in (PathScenario[])[Lossy, Narrow])
            {
                Console.Error.WriteLine($"round {round} of {rounds}: {scenario.Name}");
                using var folder = new WorkFolder();
                await using var path = await NetworkPath.CreateAsync(scenario, cancellation);
                await using var iperf = await IperfServer.StartAsync(cancellation, IPAddress.Any, path.WithinInside);
                await using var echo = LoadProcess.Start(LoadRoles.Echo, [IPAddress.Any], path.WithinInside);
                var echoPort = await echo.ReadAsync<int>(cancellation);
                await using var site = await StartAsync(folder.Path, path, cancellation);
                int tunnel = await site.PublishAsync(iperf.Port, cancellation),
                    ping = await site.PublishAsync(echoPort, cancellation);
                var inside = IPAddress.Parse(NetworkPath.Inside);
                await MeasureAsync(
                    new Ends(direct, path.WithinOutside, new(inside, iperf.Port), new(inside, echoPort), congestion),
                    scenario,
                    round,
                    seconds,
                    cancellation
                );
                await MeasureAsync(
                    new Ends("socketwarp", path.WithinOutside, new(IPAddress.Loopback, tunnel), new(IPAddress.Loopback, ping), null),
                    scenario,
                    round,
                    seconds,
                    cancellation
                );
            }
        }

        await _report.WriteAsync(parse, "over the path", direct, _samples, _notes, cancellation);
    }

    private async Task<string> CongestionAsync(CancellationToken cancellation)
    {
        var known = (await File.ReadAllTextAsync("/proc/sys/net/ipv4/tcp_available_congestion_control", cancellation)).Split(
            (char[]?)null,
            StringSplitOptions.RemoveEmptyEntries
        );
        if (known.Contains(Wanted))
            return Wanted;
        var usual = (await File.ReadAllTextAsync("/proc/sys/net/ipv4/tcp_congestion_control", cancellation)).Trim();
        _notes.Add($"this kernel has no {Wanted} (modprobe tcp_bbr): TCP alone is measured with its {usual}");
        return usual;
    }

    private static async Task<Site> StartAsync(string folder, NetworkPath path, CancellationToken cancellation)
    {
        var site = await Site.PrepareAsync(
            folder,
            new SiteOptions
            {
                GatewayAddress = IPAddress.Parse(NetworkPath.Outside),
                GatewayWithin = path.WithinOutside,
                ConnectorWithin = path.WithinInside,
            },
            cancellation
        );
        try
        {
            await site.StartAllAsync(cancellation);
            await site.WaitForConnectorAsync(cancellation);
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    private async Task MeasureAsync(Ends ends, PathScenario scenario, int round, int seconds, CancellationToken cancellation)
    {
        void Add(string unit, string measure, double value) => _samples.Add(new Sample(ends.Name, unit, measure, round, value));

        var duration = TimeSpan.FromSeconds(seconds);
        var idle = await PingAsync(ends, seconds, cancellation);
        // The ping runs while the upload does, from when that has found its speed.
        var upload = IperfClient.RunAsync(ends.Iperf, 1, reverse: false, duration, cancellation, ends.Congestion, ends.Within);
        await Task.Delay(TimeSpan.FromSeconds(LeadSeconds), cancellation);
        var loaded = await PingAsync(ends, seconds, cancellation);
        var bytes = await upload;
        Add("Mbit/s", $"{scenario.Name}, up", bytes * 8 / seconds / 1e6);
        bytes = await IperfClient.RunAsync(ends.Iperf, 1, reverse: true, duration, cancellation, ends.Congestion, ends.Within);
        Add("Mbit/s", $"{scenario.Name}, down", bytes * 8 / seconds / 1e6);
        if (scenario != Narrow)
            return;
        Add("ping ms", "idle p50", idle.P50Microseconds / 1000);
        Add("ping ms", "idle p99", idle.P99Microseconds / 1000);
        Add("ping ms", "loaded p50", loaded.P50Microseconds / 1000);
        Add("ping ms", "loaded p99", loaded.P99Microseconds / 1000);
        Add("ping loaded/idle", "p50", loaded.P50Microseconds / idle.P50Microseconds);
        Add("ping loaded/idle", "p99", loaded.P99Microseconds / idle.P99Microseconds);
    }

    /// <summary>Sends as many pings as end well before the load does, even if each takes three times as long as on the idle path.</summary>
    private static Task<RoundTripResult> PingAsync(Ends ends, int seconds, CancellationToken cancellation)
    {
        var count = (seconds - LeadSeconds - 1) * 1_000 / (PingPause + 3 * 2 * (int)Narrow.DelayMilliseconds);
        return LoadProcess.RunAsync<RoundTripResult>(LoadRoles.RoundTrip, [ends.Echo, 1, Math.Max(count, 1), PingPause], cancellation, ends.Within);
    }

    private sealed record Ends(string Name, IReadOnlyList<string> Within, IPEndPoint Iperf, IPEndPoint Echo, string? Congestion);
}
