using System.Buffers;
using System.Text.Json;

namespace SocketWarp.ServiceDefaults.Journal;

/// <summary>Records as lines of JSON, so that people can read a journal.</summary>
internal static class JournalText<TTable, TRecord>
    where TTable : class, IJournalTable<TTable, TRecord>
    where TRecord : class, IJournalRecord
{
    public static byte[] Frame(IEnumerable<TRecord> records)
    {
        var body = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(body);
        foreach (var record in records)
        {
            JsonSerializer.Serialize(json, record, TTable.Json);
            json.Flush();
            body.Write("\n"u8);
            json.Reset();
        }

        return JournalFrame.Encode(body.WrittenSpan);
    }

    public static IEnumerable<TRecord> Records(ReadOnlySpan<byte> body)
    {
        var records = new List<TRecord>();
        foreach (var line in body.Split((byte)'\n'))
        {
            if (!body[line].IsEmpty) records.Add(Parse(body[line]));
        }

        return records;
    }

    /// <summary>A whole file: header and snapshot.</summary>
    public static byte[] NewFile(TTable table)
    {
        var snapshot = table.Snapshot().Chunk(TTable.MaxBatch).Select(Frame).ToArray();
        var header = new JournalHeader { Format = JournalHeader.CurrentFormat, Revision = table.Revision, SnapshotBytes = snapshot.Sum(f => (long)f.Length) };
        return [.. JournalFrame.Encode(JsonSerializer.SerializeToUtf8Bytes(header, JournalJson.Default.JournalHeader)), .. snapshot.SelectMany(f => f)];
    }

    public static JournalHeader Header(ReadOnlySpan<byte> body)
    {
        try
        {
            var header = JsonSerializer.Deserialize(body, JournalJson.Default.JournalHeader)!;
            if (header.Format == JournalHeader.CurrentFormat) return header;
            throw new JournalCorruptException($"its format is {header.Format}, this version reads {JournalHeader.CurrentFormat}");
        }
        catch (JsonException e)
        {
            throw new JournalCorruptException("its header cannot be read", e);
        }
    }

    private static TRecord Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, TTable.Json)!;
        }
        catch (JsonException e)
        {
            throw new JournalCorruptException("a record cannot be read", e);
        }
    }
}
