using System.Text.Json.Serialization;

namespace SocketWarp.ScepServer.Clients;

/// <summary>A one-time secret as it is kept: enough to know it again, not enough to use it.</summary>
internal sealed record ClientSecret
{
    [JsonPropertyName("salt")]
    public required byte[] Salt { get; init; }

    [JsonPropertyName("hash")]
    public required byte[] Hash { get; init; }

    [JsonPropertyName("iterations")]
    public required int Iterations { get; init; }

    [JsonPropertyName("deleteAt")]
    public required DateTimeOffset DeleteAt { get; init; }

    /// <summary>How long the certificates before the one that it is for stay valid; null: it is for the first one.</summary>
    [JsonPropertyName("pending")]
    public TimeSpan? PendingPeriod { get; init; }

    /// <summary>The secret as the administrator wrote it, and sees it again.</summary>
    [JsonPropertyName("pendingText")]
    public string PendingText { get; init; } = "";
}
