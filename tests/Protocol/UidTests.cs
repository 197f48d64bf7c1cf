using SocketWarp.Protocol.Tests.Support;

namespace SocketWarp.Protocol.Tests;

public sealed class UidTests
{
    private static readonly UidCase[] All = Vectors.Read<UidCase>("uids.json");

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, All.Length)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Uid_OfVector_IsJudgedAsItSays(int index)
    {
        var vector = All[index];
        Assert.Equal(vector.Valid, Uid.TryValidate(vector.Text, out var error));
        if (vector.Error is null)
            Assert.Null(error);
        else
            Assert.Contains(vector.Error, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Uid_OfHalfASurrogatePair_IsRefused()
    {
        Assert.False(Uid.TryValidate("a\ud83d", out _));
        Assert.False(Uid.TryValidate(null, out _));
    }

    [Fact]
    public void Uid_OfAnyText_ThrowsNothingAndExplains() =>
        Always.Holds<string>(text => Uid.TryValidate(text, out var error) == error is null && error?.Any(char.IsControl) != true);

    /// <summary>A case of Vectors/uids.json.</summary>
    internal sealed record UidCase(string Text, bool Valid, string? Error);
}
