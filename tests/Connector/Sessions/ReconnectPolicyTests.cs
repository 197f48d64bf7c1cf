using SocketWarp.Connector.Sessions;
using SocketWarp.Connector.Settings;
using SocketWarp.Protocol;

namespace SocketWarp.Connector.Tests.Sessions;

public sealed class ReconnectPolicyTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);
    private static readonly AttemptResult Unreachable = AttemptResult.Unreachable("nobody there");
    private static readonly AttemptResult Refused = AttemptResult.Refused(ErrorCode.DuplicateUid, "in use");
    private static readonly AttemptResult Ended = new(AttemptKind.Ended, ErrorCode.None, "gone");
    private readonly ReconnectSettings _settings = new();

    [Fact]
    public void FirstAnswerIsARefusal_GivesUp() => Assert.Null(new ReconnectPolicy(_settings).After(Refused, Moment));

    [Fact]
    public void UnreachableThenRefused_GivesUp()
    {
        var policy = new ReconnectPolicy(_settings);
        Assert.NotNull(policy.After(Unreachable, Moment));
        Assert.Null(policy.After(Refused, Moment));
    }

    [Fact]
    public void FirstRefusal_WhenToldToKeepTrying_WaitsLong()
    {
        _settings.KeepTryingWhenRefused = true;
        Assert.InRange(new ReconnectPolicy(_settings).After(Refused, Moment)!.Value, _settings.RefusedDelay / 2, _settings.RefusedDelay);
    }

    [Fact]
    public void RefusalAfterASession_WaitsLong()
    {
        var policy = new ReconnectPolicy(_settings);
        policy.After(Ended, TimeSpan.FromMinutes(1));
        Assert.InRange(policy.After(Refused, Moment)!.Value, _settings.RefusedDelay / 2, _settings.RefusedDelay);
    }

    [Fact]
    public void RevokedWhileUp_WaitsLong_AndDoesNotGiveUp()
    {
        var revoked = new AttemptResult(AttemptKind.Ended, ErrorCode.NotAdmitted, "revoked");
        Assert.InRange(new ReconnectPolicy(_settings).After(revoked, TimeSpan.FromMinutes(1))!.Value, _settings.RefusedDelay / 2, _settings.RefusedDelay);
    }

    [Fact]
    public void Unreachable_GrowsUpToTheMaximum_NeverAboveIt()
    {
        var policy = new ReconnectPolicy(_settings);
        var first = policy.After(Unreachable, TimeSpan.Zero)!.Value;
        Assert.InRange(first, _settings.MinimumDelay / 2, _settings.MinimumDelay);
        for (var i = 0; i < 20; i++)
            Assert.InRange(policy.After(Unreachable, TimeSpan.Zero)!.Value, TimeSpan.Zero, _settings.MaximumDelay);
        Assert.InRange(policy.After(Unreachable, TimeSpan.Zero)!.Value, _settings.MaximumDelay / 2, _settings.MaximumDelay);
    }

    [Fact]
    public void TurnedAwayAgainAndAgain_BeginsSoon_GrowsToTheDelayOfARefusal_AndNeverGivesUp()
    {
        var policy = new ReconnectPolicy(_settings);
        var turnedAway = new AttemptResult(AttemptKind.TurnedAway, ErrorCode.None, "closed right after TLS");
        Assert.InRange(policy.After(turnedAway, Moment)!.Value, _settings.MinimumDelay / 2, _settings.MinimumDelay);
        for (var i = 0; i < 20; i++)
            Assert.NotNull(policy.After(turnedAway, Moment));
        Assert.InRange(policy.After(turnedAway, Moment)!.Value, _settings.RefusedDelay / 2, _settings.RefusedDelay);
        policy.After(Ended, TimeSpan.FromMinutes(1));
        Assert.InRange(policy.After(turnedAway, Moment)!.Value, _settings.MinimumDelay / 2, _settings.MinimumDelay);
    }

    [Fact]
    public void AttemptThatTookLongerThanThePause_IsRepeatedAtOnce()
    {
        var policy = new ReconnectPolicy(_settings);
        Assert.Equal(TimeSpan.Zero, policy.After(Unreachable, _settings.ConnectTimeout));
    }

    [Fact]
    public void LongSession_ResetsThePause()
    {
        var policy = new ReconnectPolicy(_settings);
        for (var i = 0; i < 10; i++)
            policy.After(Unreachable, TimeSpan.Zero);
        Assert.InRange(policy.After(Ended, TimeSpan.FromMinutes(1))!.Value, TimeSpan.Zero, _settings.MinimumDelay);
    }

    [Fact]
    public void SessionsThatFallAtOnce_AreNotDialledFasterAndFaster()
    {
        var policy = new ReconnectPolicy(_settings);
        for (var i = 0; i < 10; i++)
            policy.After(Ended, Moment);
        Assert.InRange(policy.After(Ended, Moment)!.Value, _settings.MaximumDelay / 2, _settings.MaximumDelay);
    }
}
