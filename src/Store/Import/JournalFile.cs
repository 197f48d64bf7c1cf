using System.Text;
using System.Text.Json;

namespace SocketWarp.Store.Import;

/// <summary>
/// Reads the journals of version 0.1: a frame that says the revision and the length of the snapshot, the snapshot's frames, then those of the changes since.
/// Bodies are lines of JSON, the same records as today's.
/// </summary>
internal static class JournalFile
{
    /// <exception cref="StoreCorruptException">More does not read than the one write that a crash can have cut.</exception>
    public static LogContent Read(string path)
    {
        ReadOnlySpan<byte> file = File.ReadAllBytes(path);
        if (!JournalFrame.TryDecode(file, out var body))
            throw Damaged(path, 0);
        var (revision, snapshotBytes) = Header(path, body);
        var offset = JournalFrame.HeaderSize + body.Length;
        var snapshotEnd = offset + snapshotBytes;
        var (parts, entries) = (new List<string>(), new List<string>());
        while (offset < file.Length && JournalFrame.TryDecode(file[offset..], out body))
        {
            var lines = Encoding.UTF8.GetString(body);
            if (offset < snapshotEnd)
                parts.Add(lines);
            else
                entries.AddRange(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries));
            offset += JournalFrame.HeaderSize + body.Length;
        }

        // A frame was written only when the one before was durable: what a crash cuts is the last, with nothing whole behind it.
        if (offset < snapshotEnd || HasFrame(file[offset..]))
            throw Damaged(path, offset);
        return new LogContent(new LogSnapshot(revision, parts), entries);
    }

    private static bool HasFrame(ReadOnlySpan<byte> tail)
    {
        for (var at = 1; at < tail.Length; at++)
        {
            if (JournalFrame.TryDecode(tail[at..], out _))
                return true;
        }

        return false;
    }

    private static (ulong Revision, long SnapshotBytes) Header(string path, ReadOnlySpan<byte> body)
    {
        try
        {
            var header = JsonDocument.Parse(body.ToArray()).RootElement;
            return (header.GetProperty("revision").GetUInt64(), header.GetProperty("snapshotBytes").GetInt64());
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new StoreCorruptException($"{path} is damaged: its header cannot be read; put back a copy of the file, or move it away to start empty", exception);
        }
    }

    private static StoreCorruptException Damaged(string path, int offset) =>
        new($"{path} is damaged at byte {offset}; put back a copy of the file, or move it away to start empty");
}
