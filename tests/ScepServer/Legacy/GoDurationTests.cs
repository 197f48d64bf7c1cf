using SocketWarp.ScepServer.Legacy;

namespace SocketWarp.ScepServer.Tests.Legacy;

public sealed class GoDurationTests
{
    [Theory]
    [InlineData("30m", "00:30:00")]
    [InlineData("1h30m", "01:30:00")]
    [InlineData("1.5h", "01:30:00")]
    [InlineData("500ms", "00:00:00.5")]
    [InlineData("0", "00:00:00")]
    [InlineData("7d", "7.00:00:00")]
    public void Text_Good_IsRead(string text, string expected)
    {
        Assert.True(GoDuration.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), duration);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("-1h")]
    [InlineData("1h 30m")]
    [InlineData("1e9h")]
    [InlineData("999999999999h")]
    [InlineData("1h\n")]
    public void Text_Bad_IsRefused(string? text) => Assert.False(GoDuration.TryParse(text, out _));
}
