using SocketWarp.Base;

namespace SocketWarp.ServiceDefaults.Tests;

public sealed class LogThrottleTests
{
    [Fact]
    public void Line_AfterOthersWereHeldBack_SaysHowMany()
    {
        var time = new StandingTime();
        var throttle = new LogThrottle(time, TimeSpan.FromSeconds(1));
        Assert.Equal((true, ""), (throttle.Pass(out var more), more));
        Assert.Equal((false, ""), (throttle.Pass(out more), more));
        Assert.False(throttle.Pass(out _));
        time.Now += TimeSpan.FromSeconds(1);
        Assert.Equal((true, " (2 more since the last such line)"), (throttle.Pass(out more), more));
        time.Now += TimeSpan.FromSeconds(1);
        Assert.Equal((true, ""), (throttle.Pass(out more), more));
    }

    [Theory]
    [InlineData(0, "at once")]
    [InlineData(3, "in 1ms")]
    [InlineData(20_000_000, "in 2s")]
    public void Pause_OfNoLength_IsNoPause(long ticks, string text) => Assert.Equal(text, DurationText.Until(TimeSpan.FromTicks(ticks)));

    private sealed class StandingTime : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
