using SocketWarp.Protocol.AllowList;
using SocketWarp.Protocol.Tests.Support;

namespace SocketWarp.Protocol.Tests.Targets;

public sealed class TargetPatternTests
{
    private static readonly PatternCase[] All = Vectors.Read<PatternCase>("target-patterns.json");

    public static TheoryData<string> Cases => [.. All.Select(c => c.Pattern)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Pattern_OfVector_MatchesWhatItSays(string text)
    {
        var vector = All.Single(c => c.Pattern == text);
        var parsed = TargetPattern.TryParse(text, out var pattern, out var error);
        if (vector.Error is { } word)
        {
            Assert.False(parsed);
            Assert.Contains(word, error, StringComparison.Ordinal);
            Assert.StartsWith("target pattern \"", error, StringComparison.Ordinal);
            return;
        }

        Assert.True(parsed, error);
        Assert.Equal(text, pattern!.ToString());
        Assert.Equal(vector.Matches!, vector.Matches!.Where(t => pattern.Matches(Target(t))));
        Assert.DoesNotContain(vector.Differs!, t => pattern.Matches(Target(t)));
    }

    [Fact]
    public void Pattern_OfAnyText_ThrowsNothing() =>
        Always.Holds<string>(text => TargetPattern.TryParse(text, out var pattern, out var error) == error is null && pattern is null == error is not null);

    [Fact]
    public void Target_AsItsOwnPattern_Matches()
    {
        foreach (var text in All.Where(c => c.Matches is not null).SelectMany(c => c.Matches!.Concat(c.Differs!)))
        {
            Assert.True(TargetPattern.TryParse(text, out var pattern, out var error), error);
            Assert.True(pattern.Matches(Target(text)), text);
        }
    }

    [Fact]
    public void AllowList_WithNothing_AllowsNothing()
    {
        Assert.True(TargetAllowList.TryParse([], out var list, out _));
        Assert.False(list.Allows(Target("db:80")));
        Assert.False(list.Allows(Target("unix:/run/app.sock")));
    }

    [Fact]
    public void AllowList_WithSeveral_AllowsWhatOneMatches()
    {
        Assert.True(TargetAllowList.TryParse(["db:5432", "10.0.0.0/8:22"], out var list, out _));
        Assert.True(list.Allows(Target("10.1.1.1:22")));
        Assert.True(list.Allows(Target("db:5432")));
        Assert.False(list.Allows(Target("db:22")));
    }

    [Fact]
    public void AllowList_WithBadPatterns_ReportsThemAll()
    {
        Assert.False(TargetAllowList.TryParse(["db", "db:80", "10.0.0.1/8:22"], out var list, out var errors));
        Assert.Null(list);
        Assert.Equal(2, errors.Count);
    }

    private static TargetAddress Target(string text) =>
        TargetAddress.TryParse(text, out var target, out var error) ? target : throw new InvalidDataException(error);

    /// <summary>A case of Vectors/target-patterns.json.</summary>
    internal sealed record PatternCase(string Pattern, string[]? Matches, string[]? Differs, string? Error);
}
