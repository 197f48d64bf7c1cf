using SocketWarp.Protocol.AllowList;
using SocketWarp.Protocol.Tests.Support;

namespace SocketWarp.Protocol.Tests.Targets;

public sealed class TargetAddressTests
{
    private static readonly TargetCase[] All = Vectors.Read<TargetCase>("targets.json");

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, All.Length)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Parse_OfVector_GivesItsResult(int index)
    {
        var vector = All[index];
        var parsed = TargetAddress.TryParse(vector.Text, out var target, out var error);
        if (vector.Error is { } word)
        {
            Assert.False(parsed, vector.Text);
            Assert.Contains(word, error, StringComparison.Ordinal);
            Assert.StartsWith("target \"", error, StringComparison.Ordinal);
            Assert.Equal(default, target);
            return;
        }

        Assert.True(parsed, error);
        Assert.Equal(new TargetAddress(vector.Host!, vector.Port!.Value), target);
        Assert.True(TargetAddress.TryParse(target.ToString(), out var again, out _));
        Assert.Equal(target, again);
    }

    [Theory]
    [InlineData("http://x:80", "is a URL: write x:80")]
    [InlineData("https://web.inside/path?q", "is a URL: write web.inside:443")]
    [InlineData("http://[::1]:8080/", "is a URL: write [::1]:8080")]
    [InlineData("ssh://x", "is a URL: write host:port, without scheme and path")]
    [InlineData("://", "is a URL: write host:port, without scheme and path")]
    public void Parse_OfUrl_SaysWhatToWriteInstead(string url, string problem)
    {
        Assert.False(TargetAddress.TryParse(url, out _, out var error));
        Assert.Equal($"target \"{url}\" {problem}", error);
        Assert.False(TargetPattern.TryParse(url, out _, out error));
        Assert.Equal($"target pattern \"{url}\" {problem}", error);
        Assert.False(TargetAddress.TryCreate(url, 80, out _, out error));
        Assert.Equal($"address \"{url}\" is a URL: write the host alone", error);
    }

    [Fact]
    public void Parse_OfAnyText_ThrowsNothingAndExplains() =>
        Always.Holds<string>(text =>
        {
            var parsed = TargetAddress.TryParse(text, out _, out var error);
            return parsed == error is null && error?.Length is null or < 400 && error?.Any(char.IsControl) != true;
        });

    [Theory]
    [InlineData("db", 80, "db:80")]
    [InlineData("192.0.2.1", 65535, "192.0.2.1:65535")]
    [InlineData("2001:db8::1", 443, "[2001:db8::1]:443")]
    [InlineData("[2001:db8::1]", 443, "[2001:db8::1]:443")]
    public void Create_FromAddressAndPort_JoinsThem(string address, int port, string expected)
    {
        Assert.True(TargetAddress.TryCreate(address, port, out var target, out var error), error);
        Assert.Equal(expected, target.ToString());
    }

    [Theory]
    [InlineData("db", 0, "port 0")]
    [InlineData("db", 65536, "port 65536")]
    [InlineData("db", -1, "port -1")]
    [InlineData("", 80, "no host")]
    [InlineData(null, 80, "no host")]
    [InlineData("db:80", 80, "IPv6")]
    [InlineData("[db]", 80, "host name")]
    [InlineData("unix:/run/app.sock", 80, "IPv6")]
    [InlineData("[::1", 80, "IPv6")]
    [InlineData("a b", 80, "host name")]
    public void Create_FromBadParts_NamesTheFault(string? address, int port, string named)
    {
        Assert.False(TargetAddress.TryCreate(address, port, out var target, out var error));
        Assert.Contains(named, error, StringComparison.Ordinal);
        Assert.Equal(default, target);
    }

    /// <summary>A case of Vectors/targets.json.</summary>
    internal sealed record TargetCase(string Text, string? Host, int? Port, string? Error);
}
