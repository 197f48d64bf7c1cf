using System.Text.Json.Serialization.Metadata;

namespace SocketWarp.ServiceDefaults.Journal;

/// <summary>What a journal holds, at one revision. Immutable: a writer makes the next one beside it and shows it once it is durable.</summary>
public interface IJournalTable<TTable, TRecord>
    where TTable : class, IJournalTable<TTable, TRecord>
    where TRecord : class, IJournalRecord
{
    /// <summary>A record as one line of JSON.</summary>
    static abstract JsonTypeInfo<TRecord> Json { get; }

    /// <summary>
    /// Records of one frame: bounds how long the first writer of a batch waits for the last. So many of the largest fit into
    /// <see cref="JournaledTable{TTable, TRecord}.MaxBatchBytes"/>.
    /// </summary>
    static abstract int MaxBatch { get; }

    /// <summary>The empty table of a store that has seen this revision.</summary>
    static abstract TTable StartAt(ulong revision);

    ulong Revision { get; }

    /// <exception cref="JournalCorruptException">The record says nothing that this version knows.</exception>
    TTable Apply(TRecord record);

    /// <summary>Records, none newer than <see cref="Revision"/>, that make an empty table of that revision into this one.</summary>
    IEnumerable<TRecord> Snapshot();
}
