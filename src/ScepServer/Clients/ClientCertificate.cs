using System.Text.Json.Serialization;

namespace SocketWarp.ScepServer.Clients;

/// <summary>A certificate that was issued to a client.</summary>
internal sealed record ClientCertificate
{
    /// <summary>Counts all certificates of the store.</summary>
    [JsonPropertyName("id")]
    public required long Id { get; init; }

    /// <summary>Hexadecimal.</summary>
    [JsonPropertyName("serial")]
    public required string Serial { get; init; }

    [JsonPropertyName("der")]
    public required byte[] Der { get; init; }

    [JsonPropertyName("notBefore")]
    public required DateTimeOffset NotBefore { get; init; }

    [JsonPropertyName("notAfter")]
    public required DateTimeOffset NotAfter { get; init; }

    [JsonPropertyName("issuedAt")]
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>The time of the revocation; may lie in the future: a predecessor is revoked when its pending period is over.</summary>
    [JsonPropertyName("revokedAt")]
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The transaction of the SCEP request that it answered; the same transaction and <see cref="RequestHash"/> get it again.</summary>
    [JsonPropertyName("transaction")]
    public string? TransactionId { get; init; }

    /// <summary>SHA-256 of the PKCS#10 request.</summary>
    [JsonPropertyName("request")]
    public byte[]? RequestHash { get; init; }

    public bool IsRevokedAt(DateTimeOffset now) => RevokedAt <= now;

    public bool HoldsAt(DateTimeOffset now) => now <= NotAfter && !IsRevokedAt(now);

    /// <summary>The same certificate, revoked at that time unless it was revoked before.</summary>
    public ClientCertificate Revoke(DateTimeOffset at) => at > NotAfter || RevokedAt <= at ? this : this with { RevokedAt = at };
}
