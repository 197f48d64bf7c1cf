using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Web.Backup;

/// <summary>A backup as text: a header, then one line of JSON for each thing that is kept.</summary>
public static class BackupText
{
    private const string Whole = "take a whole file as warp backup wrote it";

    public static byte[] Write<T>(string kind, ulong revision, DateTimeOffset time, IReadOnlyCollection<T> items, JsonTypeInfo<T> type)
    {
        var text = new ArrayBufferWriter<byte>();
        var header = new BackupHeaderView
        {
            Format = BackupHeaderView.CurrentFormat,
            Kind = kind,
            Revision = revision,
            Time = time,
            Count = items.Count,
        };
        WriteLine(text, header, RestJson.Default.BackupHeaderView);
        foreach (var item in items)
            WriteLine(text, item, type);
        return text.WrittenSpan.ToArray();
    }

    /// <summary>Reads all of it, or says which line is wrong. The first item stands in line 2.</summary>
    /// <exception cref="BackupException">when it is not a whole backup of this kind.</exception>
    public static IReadOnlyList<T> Read<T>(ReadOnlySpan<byte> text, string kind, JsonTypeInfo<T> type)
    {
        var items = new List<T>();
        BackupHeaderView? header = null;
        var number = 0;
        foreach (var range in text.Split((byte)'\n'))
        {
            number++;
            var line = text[range].TrimEnd((byte)'\r');
            if (line.IsEmpty)
                continue;
            if (header is null)
                header = ReadHeader(line, kind);
            else
                items.Add(ReadLine(line, number, type));
        }

        if (header is null)
            throw new BackupException(1, null, "the backup is empty", Whole);
        return items.Count == header.Count ? items : throw new BackupException(1, "count", $"count is {header.Count}, and {items.Count} lines follow", Whole);
    }

    private static BackupHeaderView ReadHeader(ReadOnlySpan<byte> line, string kind)
    {
        var header = ReadLine(line, 1, RestJson.Default.BackupHeaderView);
        if (header.Format != BackupHeaderView.CurrentFormat)
            throw new BackupException(1, "format", $"the format is \"{header.Format}\"", $"take a file of the format {BackupHeaderView.CurrentFormat}");
        return header.Kind == kind ? header : throw new BackupException(1, "kind", $"this is a backup of {header.Kind}", $"take one of {kind}");
    }

    private static T ReadLine<T>(ReadOnlySpan<byte> line, int number, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(line, type) ?? throw new BackupException(number, null, "it says nothing", Whole);
        }
        catch (JsonException exception)
        {
            var field = exception.Path is { Length: > 2 } path ? path[2..] : null;
            throw new BackupException(number, field, field is null ? "it cannot be read" : $"\"{field}\" cannot be read", Whole);
        }
    }

    private static void WriteLine<T>(ArrayBufferWriter<byte> text, T value, JsonTypeInfo<T> type)
    {
        using (var json = new Utf8JsonWriter(text))
            JsonSerializer.Serialize(json, value, type);
        text.Write("\n"u8);
    }
}
