using System.Globalization;
using SocketWarp.Protocol.Control;
using SocketWarp.Protocol.Rest;
using SocketWarp.TestServices;

namespace SocketWarp.Cli.Tests.Scripting;

/// <summary>What a script runs against: an API, a ScepServer, and the gateways that its events make.</summary>
internal sealed class ScriptWorld(TestApi api) : IAsyncDisposable
{
    private const string DefaultGateway = "default";

    private readonly Dictionary<string, FakeGateway> _gateways = [];
    private readonly Dictionary<string, AssignmentCounters> _figures = []; // a report replaces the one before

    public TestApi Api => api;

    /// <summary>The ScepServer, after the event <c>scep</c>.</summary>
    public TestScep? Scep { get; private set; }

    /// <summary>Done once the API knows of it.</summary>
    public async Task HappenAsync(string text)
    {
        var words = text.Split(' ', 2);
        var rest = words.Length > 1 ? words[1] : "";
        await (
            words[0] switch
            {
                "attach" => AttachAsync(rest.Length > 0 ? rest : DefaultGateway),
                "detach" => DetachAsync(),
                "scep" => ScepAsync(),
                "session" => SessionAsync(rest, "", true),
                "lose" => SessionAsync(rest.Split(' ', 2)[0], rest.Split(' ', 2)[1], false),
                "target" => TargetAsync(rest.Split(' ', 2)[0], rest.Split(' ', 2) is [_, var reason] ? reason : ""),
                "counters" => CountersAsync(rest.Split(' ', 2)[0], rest.Split(' ', 2)[1]),
                "says" => Task.Run(() => Say(rest)),
                _ => throw new InvalidDataException($"unknown event: {text}"),
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in _gateways.Values)
            await gateway.DisposeAsync();
        if (Scep is not null)
            await Scep.DisposeAsync();
        await api.DisposeAsync();
    }

    private async Task ScepAsync() => Scep = await TestScep.StartAsync();

    private async Task AttachAsync(string id) => _gateways[id] = await FakeGateway.AttachAsync(api, id);

    private async Task DetachAsync()
    {
        _gateways.Remove(DefaultGateway, out var gateway);
        await gateway!.DisposeAsync();
        await TestApi.UntilAsync(() => api.Admin.ListGatewaysAsync(), all => all.All(g => g.Id != DefaultGateway || !g.Attached));
    }

    private async Task SessionAsync(string uid, string reason, bool up)
    {
        var session = new SessionReport
        {
            Uid = uid,
            SessionId = "s1",
            Up = up,
            Name = $"{uid}'s machine",
            RemoteAddress = "198.51.100.4:40000",
            Protocol = "socket-warp/1",
            Reason = reason,
            RoundTripMicroseconds = 1500,
            CertificateNotAfterUnixSeconds = DateTimeOffset.UtcNow.AddDays(30.5).ToUnixTimeSeconds(),
        };
        await _gateways[DefaultGateway].SendAsync(new GatewayReport { Session = session });
        await TestApi.UntilAsync(() => api.Admin.ListConnectorsAsync(), all => all.Any(c => c.Uid == uid && (c.Reason is null) == up));
    }

    /// <summary><c>now total refused toTarget toVisitor [Failure=count]… [last failure]</c></summary>
    private async Task CountersAsync(string port, string figures)
    {
        var words = figures.Split(' ');
        var numbers = words.Take(5).Select(w => ulong.Parse(w, CultureInfo.InvariantCulture)).ToArray();
        var counters = await FiguresAsync(port);
        (counters.VisitorsNow, counters.VisitorsTotal, counters.VisitorsRefused, counters.BytesToTarget, counters.BytesToVisitor) = (
            numbers[0],
            numbers[1],
            numbers[2],
            numbers[3],
            numbers[4]
        );
        var failures = words.Skip(5).TakeWhile(w => w.Contains('=', StringComparison.Ordinal)).Select(w => w.Split('=')).ToArray();
        foreach (var failure in failures)
            counters.Failures[failure[0]] = ulong.Parse(failure[1], CultureInfo.InvariantCulture);
        counters.LastFailure = string.Join(' ', words.Skip(5 + failures.Length));
        await ReportAsync(counters, a => a.Counters?.VisitorsTotal == numbers[1]);
    }

    /// <summary>A target that the connector can dial, or the reason why not.</summary>
    private async Task TargetAsync(string port, string reason)
    {
        var figures = await FiguresAsync(port);
        figures.Target = new TargetReport
        {
            Target = (await api.Admin.ListAssignmentsAsync()).Single(a => a.Id == figures.Id).Target,
            Reason = reason,
            Microseconds = 1500,
        };
        await ReportAsync(figures, a => a.TargetProbe?.Reachable == (reason.Length == 0));
    }

    private async Task<AssignmentCounters> FiguresAsync(string port)
    {
        var id = (await api.Admin.ListAssignmentsAsync()).Single(a => $"{a.Port}" == port).Id;
        return _figures.TryGetValue(id, out var figures) ? figures : _figures[id] = new AssignmentCounters { Id = id };
    }

    private async Task ReportAsync(AssignmentCounters figures, Func<AssignmentView, bool> shown)
    {
        await _gateways[DefaultGateway].SendAsync(new GatewayReport { Counters = new CounterReport { Assignments = { figures } } });
        await TestApi.UntilAsync(() => api.Admin.ListAssignmentsAsync(), all => all.Any(a => a.Id == figures.Id && shown(a)));
    }

    private void Say(string answer)
    {
        var words = answer.Split(' ', 2);
        _gateways[DefaultGateway].State = words[0] == "nothing" ? AssignmentState.Unspecified : Enum.Parse<AssignmentState>(words[0], ignoreCase: true);
        _gateways[DefaultGateway].Reason = words.Length > 1 ? words[1] : "";
    }
}
