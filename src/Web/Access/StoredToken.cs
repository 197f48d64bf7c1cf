using System.Text.Json.Serialization;

namespace SocketWarp.Web.Access;

/// <summary>What is kept of a token: enough to know it again, not enough to use it.</summary>
internal sealed record StoredToken
{
    [JsonConverter(typeof(JsonStringEnumConverter<ApiRole>))]
    public required ApiRole Role { get; init; }

    /// <summary>Hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The name, for people.</summary>
    public string? Name { get; init; }
}
