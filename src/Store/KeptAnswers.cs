using System.Collections.Immutable;
using SocketWarp.Base;

namespace SocketWarp.Store;

/// <summary>The answers that are kept at one revision of a table, the oldest first. Immutable, as the table is.</summary>
public sealed record KeptAnswers<TOutcome>
{
    private ImmutableDictionary<string, KeptAnswer<TOutcome>> ByKey { get; init; } =
        ImmutableDictionary.Create<string, KeptAnswer<TOutcome>>(StringComparer.Ordinal);

    private ImmutableList<KeptAnswer<TOutcome>> InOrder { get; init; } = [];

    /// <summary>All of them, as they stand in a snapshot.</summary>
    public IEnumerable<KeptAnswer<TOutcome>> All => InOrder.Select(a => a with { Forget = 0 });

    /// <summary>Judges a request by its key first, and by its rule only when the key is new.</summary>
    /// <param name="key">Null: the rule alone decides.</param>
    /// <param name="rule">What the request does to the table.</param>
    /// <param name="attach">Puts an answer into the last record of the change; into one that changes nothing when there is no record.</param>
    public Decision<TRecord, Keyed<TOutcome>> Decide<TRecord>(
        RequestKey? key,
        AnswerLimits limits,
        DateTimeOffset now,
        Func<Decision<TRecord, TOutcome>> rule,
        Func<TRecord?, KeptAnswer<TOutcome>, TRecord> attach
    )
        where TRecord : class
    {
        if (key is not null && Find(key.Id, limits, now) is { } first)
            return new(new Keyed<TOutcome>(first.Request == key.Request ? KeyUse.Repeat : KeyUse.OtherRequest, first.Outcome));
        var (outcome, records) = rule();
        if (key is not null)
        {
            var answer = Answer(key, outcome, limits, now);
            records = [.. records.SkipLast(1), attach(records.Count > 0 ? records[^1] : null, answer)];
        }

        return new(new Keyed<TOutcome>(KeyUse.First, outcome), records);
    }

    /// <summary>Keeps one more, and forgets those that it says.</summary>
    public KeptAnswers<TOutcome> Add(KeptAnswer<TOutcome> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var kept = InOrder.RemoveRange(0, Math.Min(answer.Forget, InOrder.Count));
        var byKey = ByKey.RemoveRange(InOrder.Take(answer.Forget).Select(a => a.Key));
        // Too old for the one who wrote this, and behind others that are not.
        if (byKey.TryGetValue(answer.Key, out var old))
            kept = kept.Remove(old);
        return new KeptAnswers<TOutcome> { ByKey = byKey.SetItem(answer.Key, answer), InOrder = kept.Add(answer) };
    }

    private KeptAnswer<TOutcome>? Find(string key, AnswerLimits limits, DateTimeOffset now) =>
        ByKey.GetValueOrDefault(key) is { } answer && !IsOld(answer, limits, now) ? answer : null;

    private KeptAnswer<TOutcome> Answer(RequestKey key, TOutcome outcome, AnswerLimits limits, DateTimeOffset now)
    {
        var forget = 0;
        while (forget < InOrder.Count && (InOrder.Count - forget >= limits.Count || IsOld(InOrder[forget], limits, now)))
            forget++;
        return new KeptAnswer<TOutcome>
        {
            Key = key.Id,
            Request = key.Request,
            At = now.ToUnixTimeSeconds(),
            Forget = forget,
            Outcome = outcome,
        };
    }

    private static bool IsOld(KeptAnswer<TOutcome> answer, AnswerLimits limits, DateTimeOffset now) =>
        now - DateTimeOffset.FromUnixTimeSeconds(answer.At) > limits.Age;
}
