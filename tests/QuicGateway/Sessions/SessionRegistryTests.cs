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

    public SessionRegistryTests() => _registry = new SessionRegistry(new SessionSettings(), _live, [_events]);

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

    private Task<bool> ClaimAsync(FakeGatewaySession session) => _registry.TryClaimAsync(session, CancellationToken.None).InTime();

    private async Task<FakeGatewaySession> UpAsync(string uid)
    {
        var session = new FakeGatewaySession(uid);
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
