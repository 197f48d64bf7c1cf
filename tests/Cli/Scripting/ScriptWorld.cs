using System.Globalization;
using SocketWarp.Cli.Tests.Support;
using SocketWarp.Protocol.Control;

namespace SocketWarp.Cli.Tests.Scripting;

/// <summary>What a script runs against: an API and the gateways that its events make.</summary>
internal sealed class ScriptWorld(TestApi api) : IAsyncDisposable
{
    private const string DefaultGateway = "default";

    private readonly Dictionary<string, FakeGateway> _gateways = [];

    public TestApi Api => api;

    /// <summary>Done once the API knows of it.</summary>
    public async Task HappenAsync(string text)
    {
        var words = text.Split(' ', 2);
        var rest = words.Length > 1 ? words[1] : "";
        await (words[0] switch
        {
            "attach" => AttachAsync(rest.Length > 0 ? rest : DefaultGateway),
            "detach" => DetachAsync(),
            "session" => SessionAsync(rest, "", true),
            "lose" => SessionAsync(rest.Split(' ', 2)[0], rest.Split(' ', 2)[1], false),
            "counters" => CountersAsync(rest.Split(' ', 2)[0], rest.Split(' ', 2)[1]),
            "says" => Task.Run(() => Say(rest)),
            _ => throw new InvalidDataException($"unknown event: {text}"),
        });
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in _gateways.Values) await gateway.DisposeAsync();
        await api.DisposeAsync();
    }

    private async Task AttachAsync(string id) => _gateways[id] = await FakeGateway.AttachAsync(api, id);

    private async Task DetachAsync()
    {
        _gateways.Remove(DefaultGateway, out var gateway);
        await gateway!.DisposeAsync();
        await TestApi.UntilAsync(api.GatewaysAsync, all => all.All(g => g.Id != DefaultGateway || !g.Attached));
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
        await TestApi.UntilAsync(api.ConnectorsAsync, all => all.Any(c => c.Uid == uid && (c.Reason is null) == up));
    }

    /// <summary><c>now total refused toTarget toVisitor [Failure=count]… [last failure]</c></summary>
    private async Task CountersAsync(string port, string figures)
    {
        var words = figures.Split(' ');
        var numbers = words.Take(5).Select(w => ulong.Parse(w, CultureInfo.InvariantCulture)).ToArray();
        var id = (await api.AssignmentsAsync()).Single(a => $"{a.Port}" == port).Id;
        var counters = new AssignmentCounters
        {
            Id = id, VisitorsNow = numbers[0], VisitorsTotal = numbers[1], VisitorsRefused = numbers[2], BytesToTarget = numbers[3], BytesToVisitor = numbers[4],
        };
        var failures = words.Skip(5).TakeWhile(w => w.Contains('=', StringComparison.Ordinal)).Select(w => w.Split('=')).ToArray();
        foreach (var failure in failures) counters.Failures[failure[0]] = ulong.Parse(failure[1], CultureInfo.InvariantCulture);
        counters.LastFailure = string.Join(' ', words.Skip(5 + failures.Length));
        await _gateways[DefaultGateway].SendAsync(new GatewayReport { Counters = new CounterReport { Assignments = { counters } } });
        await TestApi.UntilAsync(api.AssignmentsAsync, all => all.Any(a => a.Id == id && a.Counters?.VisitorsTotal == numbers[1]));
    }

    private void Say(string answer)
    {
        var words = answer.Split(' ', 2);
        _gateways[DefaultGateway].State = words[0] == "nothing" ? AssignmentState.Unspecified : Enum.Parse<AssignmentState>(words[0], ignoreCase: true);
        _gateways[DefaultGateway].Reason = words.Length > 1 ? words[1] : "";
    }
}
