using System.Text.Json;

namespace SocketWarp.Store.Import;

/// <summary>The first frame of a journal of version 0.1.</summary>
/// <param name="Revision">The revision of the snapshot behind it.</param>
/// <param name="SnapshotBytes">Bytes of the snapshot's frames. They were durable before the file got its name: damage in them is never a torn tail.</param>
internal readonly record struct JournalHeader(ulong Revision, long SnapshotBytes)
{
    private const string Format = "socketwarp-journal/1";

    /// <exception cref="StoreCorruptException">when it says nothing that this version knows.</exception>
    public static JournalHeader Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body.ToArray());
            var header = document.RootElement;
            return header.GetProperty("format").GetString() is Format
                ? new JournalHeader(header.GetProperty("revision").GetUInt64(), header.GetProperty("snapshotBytes").GetInt64())
                : throw new StoreCorruptException($"its format is {header.GetProperty("format")}, this version reads {Format}");
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new StoreCorruptException("its header cannot be read", exception);
        }
    }
}
