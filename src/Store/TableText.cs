using System.Text.Json;

namespace SocketWarp.Store;

/// <summary>Records as lines of JSON, so that people can read a log.</summary>
internal static class TableText<TTable, TRecord>
    where TTable : class, ITable<TTable, TRecord>
    where TRecord : class, IRecord
{
    /// <summary>Records in one part of a snapshot: few enough rows to write fast, small enough to hold in memory twice.</summary>
    private const int RecordsInPart = 256;

    public static string Write(TRecord record) => JsonSerializer.Serialize(record, TTable.Json);

    public static IReadOnlyList<string> WriteSnapshot(TTable table) =>
        [.. table.Snapshot().Chunk(RecordsInPart).Select(records => string.Join('\n', records.Select(Write)))];

    /// <exception cref="StoreCorruptException">when the content does not follow from <paramref name="table"/>.</exception>
    public static TTable Apply(TTable table, LogContent content)
    {
        if (content.Snapshot is { } snapshot)
        {
            table = TTable.StartAt(snapshot.Revision);
            foreach (var line in snapshot.Parts.SelectMany(p => p.Split('\n', StringSplitOptions.RemoveEmptyEntries)))
            {
                var record = Read(line);
                if (record.Revision > table.Revision)
                    throw new StoreCorruptException($"revision {record.Revision} stands in a snapshot of {table.Revision}");
                table = table.Apply(record);
            }
        }

        foreach (var line in content.Entries)
        {
            var record = Read(line);
            if (record.Revision != table.Revision + 1)
                throw new StoreCorruptException($"revision {record.Revision} follows {table.Revision}");
            table = table.Apply(record);
        }

        return table;
    }

    private static TRecord Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, TTable.Json) ?? throw new StoreCorruptException("a record says nothing");
        }
        catch (JsonException exception)
        {
            throw new StoreCorruptException("a record cannot be read", exception);
        }
    }
}
