using System.CommandLine;
using System.Diagnostics;
using System.Net;
using SocketWarp.Bench.Load;
using SocketWarp.Bench.Measure;
using SocketWarp.Bench.Report;
using SocketWarp.Bench.Tunnels;

namespace SocketWarp.Bench.Commands;

/// <summary>What it costs to be there: memory of idle tunnels and sessions, and the start of gateway and connector.</summary>
internal sealed class IdleCommand
{
    private const string Gateway = "gateway";
    private const string Connector = "connector";
    private const int Listeners = 4;
    private const int WarmUpTunnels = 500;
    private const int WarmUpSessions = 100;

    /// <summary>The time after which the memory for a burst of handshakes is in use again or given back.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    private readonly Option<int> _rounds = CommonOptions.Rounds(5);
    private readonly Option<int> _tunnels = CommonOptions.Positive("--tunnels", "Idle tunnels to hold", 20_000, least: 2 * WarmUpTunnels);
    private readonly Option<int> _sessions = CommonOptions.Positive("--sessions", "Idle sessions to hold", 2_000);
    private readonly ReportOptions _report = new();
    private readonly List<Sample> _samples = [];
    private readonly List<string> _notes = [];

    public Command Create()
    {
        var command = new Command("idle", "Measures the memory of idle tunnels and sessions, and how fast and small gateway and connector start.")
        {
            _rounds,
            _tunnels,
            _sessions,
        };
        _report.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task RunAsync(ParseResult parse, CancellationToken cancellation)
    {
        var rounds = parse.GetValue(_rounds);
        var tunnels = FileLimit.Sockets(parse.GetValue(_tunnels), _notes);
        for (var round = 1; round <= rounds; round++)
        {
            Console.Error.WriteLine($"round {round} of {rounds}");
            using (var folder = new WorkFolder())
            {
                await using var site = await Site.PrepareAsync(folder.Path, new SiteOptions(), cancellation);
                await StartAsync(site, folder.Path, round, cancellation);
                await HoldTunnelsAsync(site, round, tunnels, cancellation);
            }

            using (var folder = new WorkFolder())
            {
                await using var site = await Site.PrepareAsync(folder.Path, new SiteOptions { Payload = SiteOptions.EthernetPayload }, cancellation);
                await HoldSessionsAsync(site, folder.Path, round, parse.GetValue(_sessions), cancellation);
            }
        }

        await _report.WriteAsync(parse, "process", baseline: null, _samples, _notes, cancellation);
    }

    /// <summary>Each is started beside others that are up and warm, so that it alone is what is waited for.</summary>
    private async Task StartAsync(Site site, string folder, int round, CancellationToken cancellation)
    {
        await site.StartControlApiAsync(cancellation);
        site.StartGateway();
        await UdpPorts.WaitUntilBoundAsync(site.SessionPort, cancellation);
        await using var others = LoadProcess.Start(LoadRoles.Connectors, [new IPEndPoint(IPAddress.Loopback, site.SessionPort), folder]);
        await DialAsync(others, "warm-up-", 1, cancellation);
        await Programs.StopAsync(site.Gateway!);

        var clock = Stopwatch.StartNew();
        site.StartGateway();
        await UdpPorts.WaitUntilBoundAsync(site.SessionPort, cancellation);
        await DialAsync(others, "first-", 1, cancellation);
        Add(Gateway, "ms from start", "session up", round, clock.Elapsed.TotalMilliseconds);
        Add(Gateway, "MB resident", "after start", round, Resident(site.Gateway!) / 1e6);

        await site.WaitForGatewayAsync(cancellation);
        clock.Restart();
        site.StartConnector();
        await site.WaitForConnectorAsync(cancellation);
        Add(Connector, "ms from start", "session up", round, clock.Elapsed.TotalMilliseconds);
        Add(Connector, "MB resident", "after start", round, Resident(site.Connector!) / 1e6);
    }

    private async Task HoldTunnelsAsync(Site site, int round, int tunnels, CancellationToken cancellation)
    {
        await using var sink = LoadProcess.Start(LoadRoles.Sink, [IPAddress.Loopback, Listeners]);
        var visited = new List<IPEndPoint>();
        foreach (var target in await sink.ReadAsync<int[]>(cancellation))
            visited.Add(new IPEndPoint(IPAddress.Loopback, await site.PublishAsync(target, cancellation)));
        await using var first = LoadProcess.Start(LoadRoles.Visitors, [string.Join(',', visited), WarmUpTunnels]);
        await first.ReadAsync<int>(cancellation);
        await Task.Delay(Settling, cancellation);
        long gatewayBefore = Resident(site.Gateway!),
            connectorBefore = Resident(site.Connector!);
        var more = tunnels - WarmUpTunnels;
        await using var held = LoadProcess.Start(LoadRoles.Visitors, [string.Join(',', visited), more]);
        await held.ReadAsync<int>(cancellation);
        await Task.Delay(Settling, cancellation);
        Add(Gateway, "KiB each", "idle tunnel", round, (Resident(site.Gateway!) - gatewayBefore) / 1024.0 / more);
        Add(Connector, "KiB each", "idle tunnel", round, (Resident(site.Connector!) - connectorBefore) / 1024.0 / more);
    }

    private async Task HoldSessionsAsync(Site site, string folder, int round, int sessions, CancellationToken cancellation)
    {
        await site.StartControlApiAsync(cancellation);
        site.StartGateway();
        await UdpPorts.WaitUntilBoundAsync(site.SessionPort, cancellation);
        await using var connectors = LoadProcess.Start(LoadRoles.Connectors, [new IPEndPoint(IPAddress.Loopback, site.SessionPort), folder]);
        await DialAsync(connectors, "warm-up-", WarmUpSessions, cancellation);
        await Task.Delay(Settling, cancellation);
        var before = Resident(site.Gateway!);
        var milliseconds = await DialAsync(connectors, "held-", sessions, cancellation);
        await Task.Delay(Settling, cancellation);
        Add(Gateway, "KiB each", "idle session", round, (Resident(site.Gateway!) - before) / 1024.0 / sessions);
        Add(Gateway, "sessions/s", "opened", round, sessions / milliseconds * 1000);
        var up = await site.CountConnectorsAsync(cancellation);
        if (up != sessions + WarmUpSessions)
            _notes.Add($"round {round}: {up:N0} sessions are up instead of {sessions + WarmUpSessions:N0}");
    }

    private static Task<double> DialAsync(LoadProcess connectors, string prefix, int count, CancellationToken cancellation)
    {
        connectors.Tell($"{prefix} {count}");
        return connectors.ReadAsync<double>(cancellation);
    }

    private void Add(string process, string unit, string measure, int round, double value) => _samples.Add(new Sample(process, unit, measure, round, value));

    private static long Resident(Process process) => new ProcessUsage(() => [process.Id]).ResidentBytes;
}
