using System.CommandLine;
using System.Diagnostics;
using SocketWarp.Bench.Load;
using SocketWarp.Bench.Report;
using SocketWarp.Bench.Tunnels;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Bench.Commands;

/// <summary>How soon a wish holds where many are held already, and how soon all of them do after a restart.</summary>
internal sealed class ControlCommand
{
    private const string ListenAddress = "127.0.0.2";
    private const string Target = "127.0.0.1:9";

    private const int WritingAtOnce = 32;

    private readonly Option<int> _rounds = CommonOptions.Rounds(5);
    private readonly Option<int> _assignments = CommonOptions.Positive(
        "--assignments",
        "Assignments that are there, the changing one included",
        10_000,
        least: 2
    );

    // Of fewer, the 99th percentile would be the worst two or three.
    private readonly Option<int> _changes = CommonOptions.Positive("--changes", "Assignments made and removed again, one after the other, per round", 1000);

    // Ten thousand from here on stay below the ports that systems hand out by themselves.
    private readonly Option<int> _firstPort = CommonOptions.Positive("--first-port", $"Ports of {ListenAddress} are taken from this one on", 10_000);
    private readonly ReportOptions _report = new();
    private readonly List<Sample> _samples = [];
    private readonly List<string> _notes = [];

    public Command Create()
    {
        var command = new Command("control", "Measures how soon assignments hold where there are many.") { _rounds, _assignments, _changes, _firstPort };
        _report.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task RunAsync(ParseResult parse, CancellationToken cancellation)
    {
        int rounds = parse.GetValue(_rounds),
            held = parse.GetValue(_assignments) - 1,
            firstPort = parse.GetValue(_firstPort);
        using var folder = new WorkFolder();
        await using var site = await Site.PrepareAsync(folder.Path, new SiteOptions(), cancellation);
        await site.StartAllAsync(cancellation);
        await site.WaitForConnectorAsync(cancellation);
        Console.Error.WriteLine($"making {held:N0} assignments");
        var clock = Stopwatch.StartNew();
        await Parallel.ForAsync(
            0,
            held,
            new ParallelOptions { MaxDegreeOfParallelism = WritingAtOnce, CancellationToken = cancellation },
            async (i, token) =>
            {
                var made = await site.PutAsync(firstPort + i, Target, ListenAddress, token);
                if (made.State == AssignmentStatus.Failed)
                    throw new InvalidOperationException($"{made.Reason}; or take others with {_firstPort.Name}");
            }
        );
        _notes.Add($"making {held:N0} assignments, {WritingAtOnce} at a time, took {clock.Elapsed.TotalSeconds:0.0} s");
        for (var round = 1; round <= rounds; round++)
        {
            Console.Error.WriteLine($"round {round} of {rounds}");
            await RestartAsync(site, "gateway without its cache", round, held, RestartGatewayAsync, cancellation);
            await RestartAsync(site, "ControlApi", round, held, RestartControlApiAsync, cancellation);
            await ChangeAsync(site, "one more, just restarted", firstPort + held, round, parse.GetValue(_changes), cancellation);
            await ChangeAsync(site, "one more", firstPort + held, round, parse.GetValue(_changes), cancellation);
        }

        await _report.WriteAsync(parse, "what", baseline: null, _samples, _notes, cancellation);
    }

    /// <summary>Measures from the request to a port that takes a connection. A new process still compiles, so its first changes are measured apart.</summary>
    private async Task ChangeAsync(Site site, string subject, int port, int round, int changes, CancellationToken cancellation)
    {
        var times = new double[changes];
        for (var i = 0; i < changes; i++)
        {
            var clock = Stopwatch.StartNew();
            var assignment = await site.PutAsync(port, Target, ListenAddress, cancellation);
            times[i] = clock.Elapsed.TotalMilliseconds;
            if (assignment.State != AssignmentStatus.Listening || !Ports.IsOpen(ListenAddress, port))
                throw new InvalidOperationException($"port {port} is {assignment.State} after its PUT was answered");
            await site.DeleteAsync(assignment.Id, cancellation);
        }

        Array.Sort(times);
        Add(subject, "ms", "p50", round, times[changes / 2]);
        Add(subject, "ms", "p99", round, times[(int)(changes * 0.99)]);
    }

    private async Task RestartAsync(
        Site site,
        string what,
        int round,
        int held,
        Func<Site, CancellationToken, Task<Stopwatch>> restart,
        CancellationToken cancellation
    )
    {
        var revision = await site.AppliedRevisionAsync(cancellation);
        var clock = await restart(site, cancellation);
        await site.WaitForGatewayAsync(cancellation);
        var attached = clock.Elapsed;
        await site.WaitForRevisionAsync(revision!.Value, cancellation);
        Add($"restart of {what}", "ms", "attached to all applied", round, (clock.Elapsed - attached).TotalMilliseconds);
        Add($"restart of {what}", "ms", "start to all applied", round, clock.Elapsed.TotalMilliseconds);
        await site.WaitForListeningAsync(held, cancellation);
        Add($"restart of {what}", "ms", "start to all listening", round, clock.Elapsed.TotalMilliseconds);
    }

    private static async Task<Stopwatch> RestartGatewayAsync(Site site, CancellationToken cancellation)
    {
        await Programs.StopAsync(site.Gateway!);
        site.ForgetCache();
        await site.WaitForGatewayAsync(cancellation, attached: false);
        var clock = Stopwatch.StartNew();
        site.StartGateway();
        return clock;
    }

    private static async Task<Stopwatch> RestartControlApiAsync(Site site, CancellationToken cancellation)
    {
        await Programs.StopAsync(site.ControlApi!);
        var clock = Stopwatch.StartNew();
        await site.StartControlApiAsync(cancellation);
        return clock;
    }

    private void Add(string subject, string unit, string measure, int round, double value) => _samples.Add(new Sample(subject, unit, measure, round, value));
}
