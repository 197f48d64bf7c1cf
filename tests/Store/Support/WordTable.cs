using System.Collections.Immutable;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace SocketWarp.Store.Tests.Support;

/// <summary>A table of words, each of which may be there once.</summary>
internal sealed record WordTable : ITable<WordTable, WordRecord>
{
    public static JsonTypeInfo<WordRecord> Json => WordJson.Default.WordRecord;

    public ImmutableSortedSet<string> Words { get; private init; } = [];

    public ulong Revision { get; private init; }

    public static WordTable StartAt(ulong revision) => new() { Revision = revision };

    public static Decision<WordRecord, bool> Add(WordTable table, string word) =>
        table.Words.Contains(word) ? new(false) : new(true, new WordRecord(table.Revision + 1, word));

    public WordTable Apply(WordRecord record) => this with { Revision = Math.Max(Revision, record.Revision), Words = Words.Add(record.Word) };

    public IEnumerable<WordRecord> Snapshot() => Words.Select(w => new WordRecord(Revision, w));
}

internal sealed record WordRecord(ulong Revision, string Word) : IRecord;

[JsonSourceGenerationOptions(UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(WordRecord))]
internal sealed partial class WordJson : JsonSerializerContext;
