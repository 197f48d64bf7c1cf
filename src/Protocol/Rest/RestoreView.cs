using System.Text.Json.Serialization;

namespace SocketWarp.Protocol.Rest;

/// <summary>The changes that a restore made, or would make.</summary>
public sealed record RestoreView
{
    /// <summary>The store's revision afterwards.</summary>
    public required ulong Revision { get; init; }

    /// <summary>The number of entries that were not there before.</summary>
    public required int Added { get; init; }

    /// <summary>The number of entries that were there and differ.</summary>
    public required int Changed { get; init; }

    /// <summary>The number of entries that the backup does not have.</summary>
    public required int Removed { get; init; }

    /// <summary>The number of entries that are the same.</summary>
    public required int Unchanged { get; init; }

    /// <summary>Whether nothing was changed, because only that was asked.</summary>
    [JsonPropertyName("dryRun")]
    public required bool DryRun { get; init; }
}
