using System.Text.Json.Serialization;
using SocketWarp.Store;

namespace SocketWarp.ControlApi.Assignments;

/// <summary>One change of the store: one of put, remove and confirm, an answer, or both.</summary>
internal sealed record AssignmentRecord : IRecord
{
    /// <summary>The store's revision after it.</summary>
    [JsonPropertyName("r")]
    public required ulong Revision { get; init; }

    [JsonPropertyName("put")]
    public Assignment? Put { get; init; }

    [JsonPropertyName("remove")]
    public string? Remove { get; init; }

    [JsonPropertyName("confirm")]
    public string? Confirm { get; init; }

    /// <summary>What the caller was told, when its request had a key. What was put is not in it once more.</summary>
    [JsonPropertyName("answer")]
    public KeptAnswer<StoreOutcome>? Answer { get; init; }

    /// <summary>A change with its answer; without a change, a record of the answer alone.</summary>
    public static AssignmentRecord Answering(AssignmentRecord? change, KeptAnswer<StoreOutcome> answer, ulong revision) =>
        change is null ? new AssignmentRecord { Revision = revision, Answer = answer }
        : change.Put is null ? change with { Answer = answer }
        : change with { Answer = answer with { Outcome = answer.Outcome with { Assignment = null } } };

    public AssignmentTable ApplyTo(AssignmentTable table)
    {
        var changed = this switch
        {
            { Put: { } assignment } => table.Put(assignment),
            { Remove: { } id } => table.Remove(id, Revision),
            { Confirm: { } id } => table.Confirm(id, Revision),
            { Answer: not null } => table,
            _ => throw new StoreCorruptException("a record says nothing that this version knows"),
        };
        return Answer is null ? changed : changed.Keep(Put is null ? Answer : Answer with { Outcome = Answer.Outcome with { Assignment = Put } }, Revision);
    }
}
