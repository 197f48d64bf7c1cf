using System.Text.Json.Serialization;
using SocketWarp.Store;

namespace SocketWarp.ControlApi.Assignments;

/// <summary>One change of the store. Exactly one of the others is set.</summary>
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

    public AssignmentTable ApplyTo(AssignmentTable table) =>
        this switch
        {
            { Put: { } assignment } => table.Put(assignment),
            { Remove: { } id } => table.Remove(id, Revision),
            { Confirm: { } id } => table.Confirm(id, Revision),
            _ => throw new StoreCorruptException("a record says nothing that this version knows"),
        };
}
