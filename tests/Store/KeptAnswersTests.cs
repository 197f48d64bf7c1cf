using SocketWarp.Base;
using SocketWarp.Store.Tests.Support;

namespace SocketWarp.Store.Tests;

public sealed class KeptAnswersTests
{
    private static readonly AnswerLimits Limits = new(3, TimeSpan.FromHours(1));
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private KeptAnswers<string> _answers = new();

    [Fact]
    public void Repeat_WithinTheAge_GetsTheFirst_AndLaterIsJudgedAgain()
    {
        Assert.Equal((KeyUse.First, "one"), Ask("a", "one", Noon));
        Assert.Equal((KeyUse.Repeat, "one"), Ask("a", "two", Noon.AddHours(1)));
        Assert.Equal((KeyUse.First, "three"), Ask("a", "three", Noon.AddHours(1).AddSeconds(1)));
        Assert.Single(_answers.All);
    }

    [Fact]
    public void Old_AreForgottenWithTheNext()
    {
        Ask("a", "", Noon);
        Ask("b", "", Noon.AddMinutes(50));
        Ask("c", "", Noon.AddMinutes(70));

        Assert.Equal(["b", "c"], _answers.All.Select(a => a.Key));
    }

    [Fact]
    public void Limits_OfTheOneWhoWrote_HoldForAllReaders()
    {
        foreach (var key in (string[])["a", "b", "c", "d"])
            Ask(key, "", Noon);
        Assert.Equal(["b", "c", "d"], _answers.All.Select(a => a.Key));

        var (_, fewer) = Judge("e", "", Noon, Limits with { Count = 1 });
        Assert.Equal(["e"], _answers.Add(fewer!).All.Select(a => a.Key));
    }

    [Fact]
    public void Clock_ThatIsBehind_LeavesOneAnswerOfAKey()
    {
        Ask("a", "", Noon.AddHours(2));
        Ask("b", "", Noon);
        Assert.Equal((KeyUse.First, "again"), Ask("b", "again", Noon.AddHours(2)));

        Assert.Equal(["a", "b"], _answers.All.Select(a => a.Key));
    }

    [Fact]
    public void Request_WithoutAKey_LeavesNothing()
    {
        var (keyed, records) = _answers.Decide<WordRecord>(null, Limits, Noon, () => new(""), (_, _) => throw new InvalidOperationException());

        Assert.Equal(KeyUse.First, keyed.Use);
        Assert.Empty(records);
    }

    private (KeyUse, string) Ask(string key, string outcome, DateTimeOffset now)
    {
        var (keyed, kept) = Judge(key, outcome, now, Limits);
        _answers = kept is null ? _answers : _answers.Add(kept);
        return (keyed.Use, keyed.Outcome);
    }

    private (Keyed<string> Outcome, KeptAnswer<string>? Kept) Judge(string key, string outcome, DateTimeOffset now, AnswerLimits limits)
    {
        KeptAnswer<string>? kept = null;
        var decision = _answers.Decide(
            new RequestKey(key, "request"),
            limits,
            now,
            () => new Decision<WordRecord, string>(outcome),
            (_, answer) =>
            {
                kept = answer;
                return new WordRecord(1, "");
            }
        );
        return (decision.Outcome, kept);
    }
}
