using SocketWarp.Rpc.Wire;

namespace SocketWarp.Rpc.Tests.Wire;

public sealed class PercentEncodingTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("no such port", "no such port")]
    [InlineData("100 %", "100 %25")]
    [InlineData("a\nb\u007f", "a%0Ab%7F")]
    [InlineData("Grüße 😀", "Gr%C3%BC%C3%9Fe %F0%9F%98%80")]
    [InlineData(" spaced ", "%20spaced%20")]
    public void Encode_Text_RoundTrips(string text, string encoded)
    {
        Assert.Equal(encoded, PercentEncoding.Encode(text, 1000));
        Assert.Equal(text, PercentEncoding.Decode(encoded));
    }

    [Fact]
    public void Encode_RandomText_RoundTripsAsPrintableAscii()
    {
        var random = new Random(1);
        for (var round = 0; round < 1000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => RandomCharacter(random)));
            var encoded = PercentEncoding.Encode(text, int.MaxValue);
            Assert.All(encoded, c => Assert.InRange(c, ' ', '~'));
            Assert.Equal(text, PercentEncoding.Decode(encoded));
        }
    }

    [Theory]
    [InlineData("%")]
    [InlineData("%2")]
    [InlineData("%zz")]
    [InlineData("50%, or %4")]
    public void Decode_BrokenEncoding_StaysAsItIs(string encoded) => Assert.Equal(encoded, PercentEncoding.Decode(encoded));

    [Fact]
    public void Decode_BytesThatAreNoUtf8_AreReplaced() => Assert.Equal("\ufffd", PercentEncoding.Decode("%FF"));

    [Fact]
    public void Encode_UnpairedSurrogate_IsReplaced() => Assert.Equal("%EF%BF%BD", PercentEncoding.Encode("\ud83d", 100));

    [Theory]
    [InlineData("abcdef", 3, "abc")]
    [InlineData("ab😀", 13, "ab")]
    [InlineData("ab😀", 14, "ab%F0%9F%98%80")]
    public void Encode_LongerThanLimit_IsCutBetweenCharacters(string text, int limit, string encoded) =>
        Assert.Equal(encoded, PercentEncoding.Encode(text, limit));

    private static string RandomCharacter(Random random) => random.Next(3) switch
    {
        0 => $"{(char)random.Next(0x80)}",
        1 => $"{(char)random.Next(0x80, 0xd800)}",
        _ => char.ConvertFromUtf32(random.Next(0x10000, 0x110000)),
    };
}
