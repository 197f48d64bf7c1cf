using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SocketWarp.Protocol.Control;
using SocketWarp.QuicGateway.Admission;
using SocketWarp.QuicGateway.Publishing;
using SocketWarp.QuicGateway.Publishing.Visitors;
using SocketWarp.QuicGateway.Sessions;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.QuicGateway.Telemetry;
using SocketWarp.QuicGateway.Tests.Support;

namespace SocketWarp.QuicGateway.Tests.Publishing;

public sealed class AssignmentPublisherTests : IDisposable
{
    private readonly FakeEngine _engine = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly GatewayMetrics _metrics = new();
    private readonly VisitorSettings _settings = new();
    private readonly AssignmentPublisher _published;

    public AssignmentPublisherTests()
    {
        var visitors = new VisitorHandler(_settings, new LiveSessions(), _metrics, _time, NullLogger.Instance);
        _published = new AssignmentPublisher("id", visitors, _settings, _engine, _time);
    }

    public void Dispose() => _metrics.Dispose();

    [Fact]
    public async Task NoSession_IsBoundButDoesNotAccept()
    {
        _published.Take(Wanted(8080));
        Assert.True(await _published.ApplyAsync(client: null));
        Assert.False(_engine.Ports.Single().IsAccepting);
        Assert.Equal((AssignmentState.Waiting, 8080U, 1UL), State());
    }

    [Fact]
    public async Task Session_MakesItAccept_AndItsEndWait()
    {
        _published.Take(Wanted(8080));
        await _published.ApplyAsync(ClientGrants.None);
        Assert.True(_engine.Ports.Single().IsAccepting);
        Assert.Equal(AssignmentState.Listening, _published.Report().State);
        await _published.ApplyAsync(client: null);
        Assert.False(_engine.Ports.Single().IsAccepting);
        Assert.Equal(AssignmentState.Waiting, _published.Report().State);
    }

    [Fact]
    public async Task RefusedToTheUid_GivesThePortBack_AndIsBoundAgainOnceItMay()
    {
        Assert.True(ClientGrants.TryRead(new VerifiedAttributes(Ports: "443"), out var others, out _));
        _published.Take(Wanted(8080));
        await _published.ApplyAsync(ClientGrants.None);
        Assert.False(_published.IsSettled(others));
        await _published.ApplyAsync(others);
        Assert.True(_engine.Ports.Single().IsReleased);
        Assert.Equal((AssignmentState.Failed, 0U, 1UL), State());
        Assert.Null(_published.Assignment);
        Assert.True(_published.IsSettled(others));
        Assert.True(await _published.ApplyAsync(ClientGrants.None));
        Assert.Equal((AssignmentState.Listening, 8080U, 1UL), State());
    }

    [Fact]
    public async Task PortTaken_FailsWithTheReason_AndIsTriedAgainInGrowingPauses()
    {
        _engine.Taken.Add(8080);
        _published.Take(Wanted(8080));
        await _published.ApplyAsync(ClientGrants.None);
        Assert.Equal(AssignmentState.Failed, _published.Report().State);
        Assert.Contains("8080", _published.Report().Reason, StringComparison.Ordinal);
        for (var i = 0; i < 12; i++)
        {
            var pause = _published.BindAt!.Value - _time.GetUtcNow();
            Assert.InRange(pause, TimeSpan.FromTicks(1), _settings.MaximumRetry);
            _time.Advance(pause);
            await _published.ApplyAsync(ClientGrants.None);
        }

        Assert.InRange(_published.BindAt!.Value - _time.GetUtcNow(), _settings.MaximumRetry / 2, _settings.MaximumRetry);
        _engine.Taken.Clear();
        Assert.False(await _published.ApplyAsync(ClientGrants.None));
        _time.Advance(_settings.MaximumRetry);
        Assert.True(await _published.ApplyAsync(ClientGrants.None));
        Assert.Equal((AssignmentState.Listening, 8080U, 1UL), State());
    }

    [Fact]
    public async Task PortZero_IsChosen_AndANewerWishThatNamesItChangesNothing()
    {
        _published.Take(Wanted(0));
        await _published.ApplyAsync(ClientGrants.None);
        var chosen = _published.Report().Port;
        Assert.NotEqual(0U, chosen);
        Assert.False(_published.Take(Wanted(chosen, revision: 2)));
        await _published.ApplyAsync(ClientGrants.None);
        Assert.Single(_engine.Ports);
        Assert.Equal((AssignmentState.Listening, chosen, 2UL), State());
    }

    [Fact]
    public async Task PortZero_TriesTheOneFromBeforeFirst_AndTakesAnotherWhenItIsTaken()
    {
        _published.ChosenPort = 41234;
        _published.Take(Wanted(0));
        await _published.ApplyAsync(client: null);
        Assert.Equal(41234U, _published.Report().Port);

        _engine.Taken.Add(41235);
        var visitors = new VisitorHandler(_settings, new LiveSessions(), _metrics, _time, NullLogger.Instance);
        var other = new AssignmentPublisher("other", visitors, _settings, _engine, _time) { ChosenPort = 41235 };
        other.Take(Wanted(0));
        await other.ApplyAsync(client: null);
        Assert.NotEqual(41235U, other.Report().Port);
        Assert.Equal((int)other.Report().Port, other.ChosenPort);
    }

    [Fact]
    public async Task OtherPort_ReleasesTheFirst()
    {
        _published.Take(Wanted(8080));
        await _published.ApplyAsync(ClientGrants.None);
        Assert.True(_published.Take(Wanted(8081, revision: 2)));
        await _published.ReleaseAsync();
        await _published.ApplyAsync(ClientGrants.None);
        Assert.True(_engine.Ports[0].IsReleased);
        Assert.Equal((AssignmentState.Listening, 8081U, 2UL), State());
    }

    [Fact]
    public async Task WishThatBecomesImpossible_ReleasesThePort()
    {
        _published.Take(Wanted(8080));
        await _published.ApplyAsync(ClientGrants.None);
        var impossible = Wanted(8080, revision: 2);
        impossible.Target = "nonsense";
        Assert.True(_published.Take(impossible));
        await _published.ReleaseAsync();
        await _published.ApplyAsync(ClientGrants.None);
        Assert.Equal((AssignmentState.Failed, 0U, 2UL), State());
        Assert.Null(_published.BindAt);
    }

    [Fact]
    public async Task OtherTarget_KeepsThePort()
    {
        _published.Take(Wanted(8080));
        await _published.ApplyAsync(ClientGrants.None);
        var other = Wanted(8080, revision: 2);
        other.Target = "web:80";
        Assert.False(_published.Take(other));
        await _published.ApplyAsync(ClientGrants.None);
        Assert.Single(_engine.Ports);
    }

    [Fact]
    public async Task PortThatCannotListen_FailsAndIsTriedAgain()
    {
        _engine.ListenFails = true;
        _published.Take(Wanted(8080));
        await _published.ApplyAsync(ClientGrants.None);
        Assert.Equal(AssignmentState.Failed, _published.Report().State);
        Assert.True(_engine.Ports.Single().IsReleased);
        _engine.ListenFails = false;
        _time.Advance(_settings.MaximumRetry);
        await _published.ApplyAsync(ClientGrants.None);
        Assert.Equal((AssignmentState.Listening, 8080U, 1UL), State());
    }

    private static Assignment Wanted(uint port, ulong revision = 1) =>
        new()
        {
            Id = "id",
            Revision = revision,
            Protocol = AssignmentProtocol.Tcp,
            Port = port,
            Uid = "a",
            Target = "db:5432",
        };

    private (AssignmentState State, uint Port, ulong Revision) State()
    {
        var report = _published.Report();
        return (report.State, report.Port, report.Revision);
    }
}
