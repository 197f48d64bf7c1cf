using SocketWarp.Protocol;
using SocketWarp.QuicGateway.Sessions;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.QuicGateway.Tests.Support;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.QuicGateway.Tests.Sessions;

public sealed class SessionRegistryTests
{
    private readonly LiveSessions _live = new();
    private readonly Recorder _events = new();
    private readonly SessionRegistry _registry;

    public SessionRegistryTests() => _registry = new SessionRegistry(new GatewaySessionSettings(), _live, [_events]);

    [Fact]
    public async Task FreeUid_IsClaimed_AndFoundOnceUp()
    {
        var session = new FakeGatewaySession("a");
        Assert.True(await ClaimAsync(session));
        Assert.Null(_live.Find("a"));
        _registry.Up(session);
        Assert.Same(session, _live.Find("a"));
        Assert.Same(session, Assert.Single(_registry.Sessions));
    }

    [Fact]
    public async Task HolderAnswers_SecondIsRefused()
    {
        var holder = await UpAsync("a");
        holder.Alive.SetResult(true);
        Assert.False(await ClaimAsync(new FakeGatewaySession("a")));
        Assert.Same(holder, _live.Find("a"));
        Assert.False(holder.Transport.Closed.IsCompleted);
    }

    [Fact]
    public async Task HolderDoesNotAnswer_IsReplaced_AndItsEndLeavesTheSuccessorAlone()
    {
        var holder = await UpAsync("a");
        holder.Alive.SetResult(false);
        var second = new FakeGatewaySession("a");
        Assert.True(await ClaimAsync(second));
        Assert.Equal((ulong)ErrorCode.Replaced, (await holder.Transport.Closed.InTime()).Code);
        _registry.Up(second);
        _registry.Down(holder, default);
        Assert.Same(second, _live.Find("a"));
        Assert.Equal(["up", "up", "down"], _events.Names);
    }

    [Fact]
    public async Task OneUidIsBeingDecided_OthersAreNotDelayed()
    {
        await UpAsync("slow");
        var deciding = ClaimAsync(new FakeGatewaySession("slow"));
        Assert.True(await ClaimAsync(new FakeGatewaySession("quick")));
        Assert.False(deciding.IsCompleted);
    }

    [Fact]
    public async Task TwoComeAtOnce_TheSecondIsJudgedAgainstTheFirst()
    {
        var holder = await UpAsync("a");
        var second = new FakeGatewaySession("a");
        var third = new FakeGatewaySession("a");
        var claims = (ClaimAsync(second), ClaimAsync(third));
        holder.Alive.SetResult(false);
        Assert.True(await claims.Item1);
        Assert.Equal((0, 1, 0), (third.Probes, holder.Probes, third.Probes));
        second.Alive.SetResult(true);
        Assert.False(await claims.Item2);
        Assert.Equal(1, second.Probes);
    }

    [Fact]
    public async Task DrainingHolder_FreesItsUid_AndStaysASession()
    {
        var holder = await UpAsync("a");
        _registry.Draining(holder);
        Assert.Null(_live.Find("a"));
        Assert.True(await ClaimAsync(new FakeGatewaySession("a")));
        Assert.Equal(0, holder.Probes);
        Assert.Contains(holder, _registry.Sessions);
        _registry.Down(holder, default);
        Assert.Equal(["up", "draining", "down"], _events.Names);
    }

    [Fact]
    public async Task ClaimThatNeverCameUp_IsGivenBackSilently()
    {
        var session = new FakeGatewaySession("a");
        await ClaimAsync(session);
        _registry.Down(session, default);
        Assert.True(await ClaimAsync(new FakeGatewaySession("a")));
        Assert.Empty(_events.Names);
    }

    [Fact]
    public async Task Successor_ComesUpBesideTheFirst_AndGetsVisitorsOnceThatDrains()
    {
        var first = await UpAsync("a", "1");
        var second = new FakeGatewaySession("a", id: "2", replaces: "1");
        Assert.True(await ClaimAsync(second));
        Assert.Same(first, _live.Find("a"));
        _registry.Up(second);
        Assert.Same(first, _live.Find("a"));
        Assert.NotSame(second.Certificate, first.Certificate);
        _registry.Draining(first);
        Assert.Same(second.Certificate, first.Certificate);
        Assert.Same(second, _live.Find("a"));
        _registry.Down(first, default);
        Assert.Same(second, _live.Find("a"));
        Assert.Equal(0, first.Probes);
        Assert.False(first.Transport.Closed.IsCompleted);
    }

    [Fact]
    public async Task FirstDrains_BeforeItsWelcomedSuccessorIsUp_VisitorsGoToTheSuccessor()
    {
        var first = await UpAsync("a", "1");
        var second = new FakeGatewaySession("a", id: "2", replaces: "1");
        await ClaimAsync(second);
        _registry.Draining(first);
        Assert.Same(second, _live.Find("a"));
        _registry.Up(second);
        Assert.Same(second, _live.Find("a"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SuccessorEnds_BeforeTheFirstDrains_TheFirstServesOn_AndHoldsItsUid(bool wasUp)
    {
        var first = await UpAsync("a", "1");
        var second = new FakeGatewaySession("a", id: "2", replaces: "1");
        await ClaimAsync(second);
        if (wasUp)
            _registry.Up(second);
        _registry.Down(second, default);
        Assert.Same(first, _live.Find("a"));
        first.Alive.SetResult(true);
        Assert.False(await ClaimAsync(new FakeGatewaySession("a", id: "3")));
        Assert.True(await ClaimAsync(new FakeGatewaySession("a", id: "4", replaces: "1")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task FirstEnds_BeforeItDrains_VisitorsGoToTheSuccessorOnceThatIsUp(bool wasUp)
    {
        var first = await UpAsync("a", "1");
        var second = new FakeGatewaySession("a", id: "2", replaces: "1");
        await ClaimAsync(second);
        if (wasUp)
            _registry.Up(second);
        _registry.Down(first, default);
        Assert.Same(wasUp ? second : null, _live.Find("a"));
        if (!wasUp)
            _registry.Up(second);
        Assert.Same(second, _live.Find("a"));
        _registry.Down(second, default);
        Assert.Null(_live.Find("a"));
        Assert.True(await ClaimAsync(new FakeGatewaySession("a", id: "3")));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    [InlineData("unknown")]
    public async Task ThirdBesideTwo_IsRefusedWhileTheSecondAnswers_WhicheverItNames(string replaces)
    {
        await UpAsync("a", "1");
        var second = await UpAsync("a", "2", replaces: "1");
        second.Alive.SetResult(true);
        Assert.False(await ClaimAsync(new FakeGatewaySession("a", id: "3", replaces: replaces)));
        Assert.Equal(1, second.Probes);
    }

    [Theory]
    [InlineData(true, "2")]
    [InlineData(false, "")]
    [InlineData(true, "1")]
    public async Task ThirdBesideTwo_TheSecondIsSilent_IsJudgedAgainstTheFirst_UnlessItNamesThat(bool firstAnswers, string replaces)
    {
        var first = await UpAsync("a", "1");
        var second = await UpAsync("a", "2", replaces: "1");
        second.Alive.SetResult(false);
        first.Alive.SetResult(firstAnswers);
        var third = new FakeGatewaySession("a", id: "3", replaces: replaces);
        Assert.Equal(!firstAnswers || replaces == "1", await ClaimAsync(third));
        Assert.Equal((ulong)ErrorCode.Replaced, (await second.Transport.Closed.InTime()).Code);
        Assert.Equal(!firstAnswers, first.Transport.Closed.IsCompleted);
        _registry.Down(second, default);
        Assert.Same(first, _live.Find("a"));
    }

    [Fact]
    public async Task NameOfAnotherUidsSession_ReplacesNothing()
    {
        var other = await UpAsync("b", "1");
        var certificate = other.Certificate;
        var holder = await UpAsync("a", "2");
        holder.Alive.SetResult(true);
        Assert.False(await ClaimAsync(new FakeGatewaySession("a", id: "3", replaces: "1")));
        var free = await UpAsync("c", "4", replaces: "1");
        await _registry.CheckPredecessorAsync(free).InTime();
        _registry.Draining(free);
        Assert.Same(other, _live.Find("b"));
        Assert.Same(certificate, other.Certificate);
        Assert.Equal((0, false), (other.Probes, other.Transport.Closed.IsCompleted));
    }

    [Fact]
    public async Task ReplacedHolder_DrainsInItsLastMoment_StandsOnItsOwnCertificate()
    {
        var holder = await UpAsync("a", "1");
        holder.Alive.SetResult(false);
        var second = await UpAsync("a", "2");
        var certificate = holder.Certificate;
        _registry.Draining(holder);
        Assert.Same(certificate, holder.Certificate);
        Assert.NotSame(second.Certificate, holder.Certificate);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SuccessorIsUp_FirstIsReplacedUnlessItAnswers(bool answers)
    {
        var first = await UpAsync("a", "1");
        var second = await UpAsync("a", "2", replaces: "1");
        first.Alive.SetResult(answers);
        await _registry.CheckPredecessorAsync(second).InTime();
        Assert.Equal((1, !answers), (first.Probes, first.Transport.Closed.IsCompleted));
        if (answers)
            return;
        Assert.Equal((ulong)ErrorCode.Replaced, (await first.Transport.Closed.InTime()).Code);
        _registry.Down(first, default);
        Assert.Same(second, _live.Find("a"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task FirstIsSilent_ButDrainsOrOutlivesItsSuccessorMeanwhile_ItGoesOn(bool drains)
    {
        var first = await UpAsync("a", "1");
        var second = await UpAsync("a", "2", replaces: "1");
        var checking = _registry.CheckPredecessorAsync(second);
        if (drains)
            _registry.Draining(first);
        else
            _registry.Down(second, default);
        first.Alive.SetResult(false);
        await checking.InTime();
        Assert.False(first.Transport.Closed.IsCompleted);
    }

    [Fact]
    public async Task Visit_SeesTheSessionThatVisitorsGoTo()
    {
        var first = await UpAsync("a", "1");
        var second = await UpAsync("a", "2", replaces: "1");
        Assert.Same(first, Assert.Single(Visited()));
        _registry.Draining(first);
        Assert.Same(second, Assert.Single(Visited()));
    }

    private List<GatewaySession> Visited()
    {
        var visited = new List<GatewaySession>();
        _registry.Visit(visited.Add);
        return visited;
    }

    private Task<bool> ClaimAsync(FakeGatewaySession session) => _registry.TryClaimAsync(session, CancellationToken.None).InTime();

    private async Task<FakeGatewaySession> UpAsync(string uid, string id = "1", string replaces = "")
    {
        var session = new FakeGatewaySession(uid, id: id, replaces: replaces);
        await ClaimAsync(session);
        _registry.Up(session);
        return session;
    }

    private sealed class Recorder : ISessionObserver
    {
        public List<string> Names { get; } = [];

        public void SessionUp(GatewaySession session) => Names.Add("up");

        public void SessionDraining(GatewaySession session) => Names.Add("draining");

        public void SessionRulesChanged(GatewaySession session) => Names.Add("rules");

        public void SessionDown(GatewaySession session, SessionClose close) => Names.Add("down");
    }
}
