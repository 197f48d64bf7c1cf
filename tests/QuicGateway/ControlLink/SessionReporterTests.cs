using SocketWarp.QuicGateway.ControlLink;
using SocketWarp.QuicGateway.Sessions;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.QuicGateway.Tests.Support;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.QuicGateway.Tests.ControlLink;

public sealed class SessionReporterTests
{
    private static readonly SessionClose Ended = new(SessionCloseKind.IdleTimeout, 0, "nothing was heard");

    private readonly ReportOutbox _outbox = new();
    private readonly SessionRegistry _registry;

    public SessionReporterTests()
    {
        var live = new LiveSessions();
        _registry = new SessionRegistry(new GatewaySessionSettings(), live, [new SessionReporter(_outbox, live)]);
        _outbox.Open();
    }

    [Fact]
    public async Task SuccessorEnds_BeforeTheFirstDrains_TheFirstIsReportedAgain()
    {
        await UpAsync("1");
        var second = await UpAsync("2", replaces: "1");
        Assert.Equal([("1", true), ("2", true)], Reports());
        _registry.Down(second, Ended);
        Assert.Equal([("1", true), ("2", false)], Reports());
    }

    [Fact]
    public async Task FirstEnds_TheSuccessorIsReportedAgain()
    {
        var first = await UpAsync("1");
        await UpAsync("2", replaces: "1");
        _registry.Draining(first);
        Reports();
        _registry.Down(first, Ended);
        Assert.Equal([("2", true), ("1", false)], Reports());
    }

    [Fact]
    public async Task LastEnds_OnlyItsEndIsReported()
    {
        var session = await UpAsync("1");
        Reports();
        _registry.Down(session, Ended);
        Assert.Equal([("1", false)], Reports());
    }

    private IEnumerable<(string Session, bool Up)> Reports() => [.. _outbox.Take().Select(r => (r.Session.SessionId, r.Session.Up))];

    private async Task<FakeGatewaySession> UpAsync(string id, string replaces = "")
    {
        var session = new FakeGatewaySession("a", id: id, replaces: replaces);
        Assert.True(await _registry.TryClaimAsync(session, CancellationToken.None).InTime());
        _registry.Up(session);
        return session;
    }
}
