using SocketWarp.Protocol.Frames;
using SocketWarp.Protocol.Session;

namespace SocketWarp.Protocol.Tests.Frames;

public sealed class HelloRulesTests
{
    public static TheoryData<string, Hello> TooMuch =>
        new()
        {
            {
                "name",
                new Hello { Version = 1, Name = new string('a', 129) }
            },
            {
                "software",
                new Hello { Version = 1, Software = new string('a', 129) }
            },
            {
                "replaces",
                new Hello { Version = 1, Replaces = new string('a', 129) }
            },
            {
                "labels",
                new Hello { Version = 1, Labels = { Enumerable.Range(0, 65).ToDictionary(i => $"k{i}", _ => "") } }
            },
            {
                "label's key",
                new Hello { Version = 1, Labels = { [new string('a', 65)] = "" } }
            },
            {
                "label has no key",
                new Hello { Version = 1, Labels = { [""] = "x" } }
            },
            {
                "label's value",
                new Hello { Version = 1, Labels = { ["k"] = new string('a', 257) } }
            },
            {
                "capabilities",
                new Hello { Version = 1, Capabilities = { Enumerable.Repeat("c", 65) } }
            },
            {
                "capability",
                new Hello { Version = 1, Capabilities = { "c", new string('a', 65) } }
            },
        };

    [Theory]
    [MemberData(nameof(TooMuch))]
    public void Hello_BeyondALimit_IsRefusedByName(string named, Hello hello)
    {
        var refusal = HelloRules.Check(hello);
        Assert.Equal(ErrorCode.BadFrame, refusal?.Code);
        Assert.Contains(named, refusal?.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Hello_OfAnotherVersion_IsRefused(uint version) => Assert.Equal(ErrorCode.BadVersion, HelloRules.Check(new Hello { Version = version })?.Code);

    [Fact]
    public void Hello_AtEveryLimit_IsAccepted()
    {
        var hello = new Hello
        {
            Version = 1,
            Name = new string('a', 128),
            Software = new string('a', 128),
            Replaces = new string('a', 128),
            Capabilities = { Enumerable.Repeat(new string('c', 64), 64) },
        };
        hello.Labels.Add(Enumerable.Range(0, 64).ToDictionary(i => $"{i:D64}", _ => new string('v', 256)));
        Assert.Null(HelloRules.Check(hello));
        Assert.True(hello.CalculateSize() <= ProtocolLimits.MaxControlBody);
    }
}
