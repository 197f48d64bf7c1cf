using System.Text;
using SocketWarp.Protocol.Tests.Support;

namespace SocketWarp.Protocol.Tests;

public sealed class PeerTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a\r\nb\u001b[31m", "a??b?[31m")]
    [InlineData("日本", "日本")]
    [InlineData("\u202eevil", "?evil")]
    [InlineData(null, "")]
    public void Clean_OfText_ReplacesWhatCouldBreakALine(string? text, string expected) => Assert.Equal(expected, PeerText.Clean(text));

    // Not in an attribute: those are stored as UTF-8, which has no half pairs.
    [Fact]
    public void Clean_OfHalfASurrogatePair_ReplacesIt() => Assert.Equal("?", PeerText.Clean("\ud83d"));

    [Theory]
    [InlineData("db", "\"db\"")]
    [InlineData(null, "\"\"")]
    [InlineData("a\nb", "\"a?b\"")]
    public void Quote_OfText_IsShownInQuotes(string? text, string expected) => Assert.Equal(expected, PeerText.Quote(text));

    [Fact]
    public void Quote_OfLongText_SaysThatItIsCut() => Assert.EndsWith("…\"", PeerText.Quote(new string('x', 5000)), StringComparison.Ordinal);

    [Fact]
    public void Clean_OfAnyText_StaysWithinItsBytes() =>
        Always.Holds<string>(text => Encoding.UTF8.GetByteCount(PeerText.Clean(text, 10)) <= 10 && !PeerText.Clean(text, 10).Any(char.IsControl));
}
