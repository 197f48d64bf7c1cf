using System.Text.Json;
using System.Text.Json.Serialization;

namespace SocketWarp.Protocol.Rest;

/// <summary>A client of the ScepServer.</summary>
/// <remarks>Names are written out where the server's policy for the original's routes would make others.</remarks>
public sealed record ScepClientView
{
    /// <summary>The common name of its certificates.</summary>
    public required string Uid { get; init; }

    /// <summary><c>INACTIVE</c>, <c>ISSUABLE</c>, <c>ISSUED</c>, <c>UPDATABLE</c> or <c>PENDING</c>.</summary>
    public required string Status { get; init; }

    /// <summary>What else is known of it, by name.</summary>
    public required IReadOnlyDictionary<string, JsonElement> Attributes { get; init; }

    /// <summary>The time when the last of its certificates that hold ends; null when no certificate holds.</summary>
    [JsonPropertyName("certificateUntil")]
    public DateTimeOffset? CertificateUntil { get; init; }

    /// <summary>The time when the secret that waits ends; null when no secret waits.</summary>
    [JsonPropertyName("secretUntil")]
    public DateTimeOffset? SecretUntil { get; init; }

    /// <summary>The secret itself: only in the answer to the call that made it.</summary>
    public string? Secret { get; init; }
}
