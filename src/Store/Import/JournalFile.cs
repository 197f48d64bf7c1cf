using System.Text;

namespace SocketWarp.Store.Import;

/// <summary>
/// Reads the journals of version 0.1: a header, the frames of a snapshot, then those of the changes since. Bodies are lines of JSON, the same
/// records as today's.
/// </summary>
internal static class JournalFile
{
    /// <param name="tornBytes">Length of the write at the end that a crash cut; it was never acknowledged.</param>
    /// <exception cref="StoreCorruptException">when more is unreadable than the one write that a crash can have cut.</exception>
    public static LogContent Read(ReadOnlySpan<byte> file, out int tornBytes)
    {
        if (!JournalFrame.TryDecode(file, out var body))
            throw new StoreCorruptException("its header is damaged");
        var header = JournalHeader.Parse(body);
        var offset = JournalFrame.HeaderSize + body.Length;
        var snapshotEnd = offset + header.SnapshotBytes;
        var (parts, entries) = (new List<string>(), new List<string>());
        while (offset < file.Length && JournalFrame.TryDecode(file[offset..], out body))
        {
            var lines = Encoding.UTF8.GetString(body);
            if (offset < snapshotEnd)
                parts.Add(lines.TrimEnd('\n'));
            else
                entries.AddRange(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries));
            offset += JournalFrame.HeaderSize + body.Length;
        }

        if (offset < snapshotEnd)
            throw new StoreCorruptException($"its snapshot is damaged at byte {offset}");
        RefuseMoreThanOneWrite(file, offset);
        tornBytes = file.Length - offset;
        return new LogContent(new LogSnapshot(header.Revision, parts), entries);
    }

    private static void RefuseMoreThanOneWrite(ReadOnlySpan<byte> file, int damaged)
    {
        for (var at = damaged + 1; at < file.Length; at++)
        {
            if (JournalFrame.TryDecode(file[at..], out _))
                throw new StoreCorruptException($"it is damaged at byte {damaged}, and whole records follow at byte {at}");
        }

        if (damaged < file.Length && !JournalFrame.MayBeUnfinished(file[damaged..]))
            throw new StoreCorruptException(
                $"from byte {damaged} on nothing reads, and that is more than one unfinished write ({file.Length - damaged} bytes)"
            );
    }
}
