using System.Text.Json.Serialization;

namespace SocketWarp.Protocol.Rest;

/// <summary>The first line of a backup.</summary>
public sealed record BackupHeaderView
{
    /// <summary>The <see cref="Format"/> of the backups that this version writes.</summary>
    public const string CurrentFormat = "socketwarp-backup/1";

    /// <summary>The content type of a backup: one JSON value a line.</summary>
    public const string ContentType = "application/x-ndjson";

    /// <summary>The name and version of the format.</summary>
    [JsonPropertyName("format")]
    public required string Format { get; init; }

    /// <summary>What the lines are, "assignments" or "clients": a backup of one kind is not taken for another.</summary>
    [JsonPropertyName("kind")]
    public required string Kind { get; init; }

    /// <summary>The store's revision that all of it is of.</summary>
    [JsonPropertyName("revision")]
    public required ulong Revision { get; init; }

    /// <summary>The time at which it was made.</summary>
    [JsonPropertyName("time")]
    public required DateTimeOffset Time { get; init; }

    /// <summary>Lines that follow: a file that was cut off has fewer.</summary>
    [JsonPropertyName("count")]
    public required int Count { get; init; }
}
