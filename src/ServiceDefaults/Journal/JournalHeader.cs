using System.Text.Json.Serialization;

namespace SocketWarp.ServiceDefaults.Journal;

/// <summary>The first frame of a journal.</summary>
internal sealed record JournalHeader
{
    public const string CurrentFormat = "socketwarp-journal/1";

    [JsonPropertyName("format")]
    public required string Format { get; init; }

    /// <summary>The store's revision when the file was made; the snapshot behind the header has everything as of it.</summary>
    [JsonPropertyName("revision")]
    public required ulong Revision { get; init; }

    /// <summary>
    /// Bytes of the snapshot's frames. They were durable before the file got its name: damage in them is never a torn tail.
    /// </summary>
    [JsonPropertyName("snapshotBytes")]
    public required long SnapshotBytes { get; init; }
}
