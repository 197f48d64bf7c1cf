using System.CommandLine;
using System.Net;
using SocketWarp.Bench.Load;
using SocketWarp.Bench.Measure;
using SocketWarp.Bench.Report;
using SocketWarp.Bench.Tunnels;

namespace SocketWarp.Bench.Commands;

/// <summary>The same bytes through one tunnel, ten, and so on: what a byte costs must not depend on how many carry it.</summary>
internal sealed class ScaleCommand
{
    private const int Listeners = 4;

    private readonly Option<int> _rounds = CommonOptions.Rounds(5);
    private readonly Option<int> _gigabytes = CommonOptions.Positive("--gigabytes", "10⁹ bytes that all tunnels of a measurement carry together", 4);
    private readonly ReportOptions _report = new();
    private readonly List<Sample> _samples = [];

    private readonly Option<int[]> _tunnels = new("--tunnels")
    {
        Description = "Numbers of tunnels at once",
        DefaultValueFactory = _ => [1, 10, 100, 1_000, 10_000],
        AllowMultipleArgumentsPerToken = true,
    };

    public Command Create()
    {
        var command = new Command("scale", "Measures what a byte costs through few and through many tunnels.") { _rounds, _gigabytes, _tunnels };
        _report.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task RunAsync(ParseResult parse, CancellationToken cancellation)
    {
        var rounds = parse.GetValue(_rounds);
        await using var sink = LoadProcess.Start(LoadRoles.Sink, [IPAddress.Loopback, Listeners]);
        var targets = await sink.ReadAsync<int[]>(cancellation);
        var notes = new List<string>();
        int[] numbers = [.. parse.GetValue(_tunnels)!.Select(wanted => FileLimit.Sockets(wanted, notes))];
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var tunnels in numbers)
            {
                Console.Error.WriteLine($"round {round} of {rounds}: {tunnels:N0} tunnels");
                // Each starts afresh, so that no number suffers from what the one before it left behind.
                using var folder = new WorkFolder();
                await using var site = await Site.PrepareAsync(folder.Path, new SiteOptions(), cancellation);
                await site.StartAllAsync(cancellation);
                await MeasureAsync(site, targets, round, tunnels, parse.GetValue(_gigabytes), cancellation);
            }
        }

        await _report.WriteAsync(parse, "tunnels", baseline: $"{numbers[0]:N0}", _samples, notes, cancellation);
    }

    private async Task MeasureAsync(Site site, int[] targets, int round, int tunnels, int gigabytes, CancellationToken cancellation)
    {
        void Add(string unit, string measure, double value) => _samples.Add(new Sample($"{tunnels:N0}", unit, measure, round, value));

        var visited = new List<IPEndPoint>();
        foreach (var target in targets)
            visited.Add(new IPEndPoint(IPAddress.Loopback, await site.PublishAsync(target, cancellation)));
        await using var visitors = LoadProcess.Start(LoadRoles.Visitors, [string.Join(',', visited), tunnels]);
        await visitors.ReadAsync<int>(cancellation);
        ProcessUsage gateway = new(() => [site.Gateway!.Id]),
            connector = new(() => [site.Connector!.Id]);
        double gatewayBefore = gateway.CpuSeconds,
            connectorBefore = connector.CpuSeconds;
        visitors.Tell($"{gigabytes * 1_000_000_000L}");
        var seconds = await visitors.ReadAsync<double>(cancellation);
        double gatewayCost = (gateway.CpuSeconds - gatewayBefore) / gigabytes,
            connectorCost = (connector.CpuSeconds - connectorBefore) / gigabytes;
        Add("CPU s/GB", "gateway", gatewayCost);
        Add("CPU s/GB", "connector", connectorCost);
        Add("CPU s/GB", "both", gatewayCost + connectorCost);
        Add("Gbit/s", "up", gigabytes * 8 / seconds);
        Add("MB peak", "gateway", gateway.PeakResidentBytes / 1e6);
        Add("MB peak", "connector", connector.PeakResidentBytes / 1e6);
    }
}
