using System.Text.Json.Serialization;

namespace SocketWarp.Protocol.Rest;

/// <summary>The changes that a restore made, or would make.</summary>
public sealed record RestoreView
{
    /// <summary>The store's revision afterwards.</summary>
    public required ulong Revision { get; init; }

    public required int Added { get; init; }

    public required int Changed { get; init; }

    public required int Removed { get; init; }

    public required int Unchanged { get; init; }

    /// <summary>Whether nothing was changed, because only that was asked.</summary>
    [JsonPropertyName("dryRun")]
    public required bool DryRun { get; init; }
}
