namespace SocketWarp.ServiceDefaults.Journal;

/// <summary>Reads a journal's bytes back into a table.</summary>
internal static class JournalRecovery
{
    /// <param name="Table">What was acknowledged, and at most one batch more whose acknowledgement got lost.</param>
    /// <param name="Length">Bytes of whole frames; what follows is a torn tail.</param>
    public readonly record struct Result<TTable>(TTable Table, long Length);

    /// <exception cref="JournalCorruptException">Damage that no crash explains.</exception>
    public static Result<TTable> Read<TTable, TRecord>(ReadOnlySpan<byte> file)
        where TTable : class, IJournalTable<TTable, TRecord>
        where TRecord : class, IJournalRecord
    {
        if (!JournalFrame.TryDecode(file, out var body)) throw new JournalCorruptException("its header is damaged");
        var header = JournalText<TTable, TRecord>.Header(body);
        var offset = JournalFrame.HeaderSize + body.Length;
        var snapshotEnd = offset + header.SnapshotBytes;
        var table = TTable.StartAt(header.Revision);
        while (offset < file.Length)
        {
            if (!JournalFrame.TryDecode(file[offset..], out body))
            {
                if (offset < snapshotEnd) throw new JournalCorruptException($"its snapshot is damaged at byte {offset}");
                RefuseIfFollowed(file, offset);
                if (!JournalFrame.MayBeUnfinished(file[offset..]))
                    throw new JournalCorruptException($"from byte {offset} on nothing reads, and that is more than one unfinished write ({file.Length - offset} bytes)");
                break;
            }

            foreach (var record in JournalText<TTable, TRecord>.Records(body)) table = Apply<TTable, TRecord>(table, record, inSnapshot: offset < snapshotEnd);
            offset += JournalFrame.HeaderSize + body.Length;
        }

        if (offset < snapshotEnd) throw new JournalCorruptException($"it ends at byte {offset}, inside its snapshot");
        return new Result<TTable>(table, offset);
    }

    private static TTable Apply<TTable, TRecord>(TTable table, TRecord record, bool inSnapshot)
        where TTable : class, IJournalTable<TTable, TRecord>
        where TRecord : class, IJournalRecord
    {
        // A gap would be a frame that got lost as a whole.
        var expected = inSnapshot ? record.Revision <= table.Revision : record.Revision == table.Revision + 1;
        return expected ? table.Apply(record) : throw new JournalCorruptException($"revision {record.Revision} follows {table.Revision}");
    }

    /// <summary>The next frame is written only when this one is durable: a whole frame behind a damaged one means that the disk lost data.</summary>
    private static void RefuseIfFollowed(ReadOnlySpan<byte> file, int damaged)
    {
        for (var at = damaged + 1; at < file.Length; at++)
        {
            if (JournalFrame.TryDecode(file[at..], out _))
                throw new JournalCorruptException($"it is damaged at byte {damaged}, and whole records follow at byte {at}");
        }
    }
}
