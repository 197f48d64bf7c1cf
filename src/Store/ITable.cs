using System.Text.Json.Serialization.Metadata;

namespace SocketWarp.Store;

/// <summary>The content of a store at one revision. Immutable: a change makes the next one, which is shown once it is durable.</summary>
public interface ITable<TTable, TRecord>
    where TTable : class, ITable<TTable, TRecord>
    where TRecord : class, IRecord
{
    /// <summary>A record as one line of JSON.</summary>
    static abstract JsonTypeInfo<TRecord> Json { get; }

    /// <summary>The empty table of a store that has seen this revision.</summary>
    static abstract TTable StartAt(ulong revision);

    ulong Revision { get; }

    /// <exception cref="StoreCorruptException">when the record says nothing that this version knows.</exception>
    TTable Apply(TRecord record);

    /// <summary>Records, at most of revision <see cref="Revision"/>, that make an empty table of that revision into this one.</summary>
    IEnumerable<TRecord> Snapshot();
}
