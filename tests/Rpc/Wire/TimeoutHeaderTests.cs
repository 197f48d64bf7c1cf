using SocketWarp.Rpc.Wire;

namespace SocketWarp.Rpc.Tests.Wire;

public sealed class TimeoutHeaderTests
{
    public static TheoryData<TimeSpan, string> Encodings => new()
    {
        { TimeSpan.FromSeconds(-1), "1u" },
        { TimeSpan.Zero, "1u" },
        { TimeSpan.FromMicroseconds(1.1), "2u" },
        { TimeSpan.FromSeconds(1), "1000000u" },
        { TimeSpan.FromSeconds(99), "99000000u" },
        { TimeSpan.FromSeconds(100), "100000m" },
        { TimeSpan.FromSeconds(100) + TimeSpan.FromTicks(1), "100001m" },
        { TimeSpan.FromDays(2), "172800S" },
        { TimeSpan.FromDays(2000), "2880000M" },
        { TimeSpan.FromDays(200_000), "4800000H" },
        { TimeSpan.MaxValue, "99999999H" },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Encode_Timeout_IsNeverShorter(TimeSpan timeout, string expected)
    {
        Assert.Equal(expected, TimeoutHeader.Encode(timeout));
        Assert.True(TimeoutHeader.TryDecode(expected, out var decoded));
        Assert.True(decoded >= timeout || timeout == TimeSpan.MaxValue);
    }

    [Theory]
    [InlineData("1n", 1)]
    [InlineData("250n", 3)]
    [InlineData("0S", 0)]
    [InlineData("99999999H", 99_999_999 * TimeSpan.TicksPerHour)]
    [InlineData("2M", 2 * TimeSpan.TicksPerMinute)]
    public void Decode_Valid_GivesTicks(string text, long ticks)
    {
        Assert.True(TimeoutHeader.TryDecode(text, out var timeout));
        Assert.Equal(ticks, timeout.Ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("S")]
    [InlineData("5s")]
    [InlineData("-5S")]
    [InlineData("+5S")]
    [InlineData(" 5S")]
    [InlineData("5 S")]
    [InlineData("1.5S")]
    [InlineData("123456789S")]
    public void Decode_Malformed_IsRefused(string text) => Assert.False(TimeoutHeader.TryDecode(text, out _));
}
