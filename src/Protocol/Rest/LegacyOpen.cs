using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace SocketWarp.Protocol.Rest;

/// <summary>Body of socket-warp's <c>POST /open</c>; also one entry of its <c>GET /list</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record LegacyOpen
{
    [Required]
    [JsonPropertyName("port")]
    public int? Port { get; init; }

    [Required]
    [JsonPropertyName("uid")]
    public string? Uid { get; init; }

    [Required]
    [JsonPropertyName("connect_address")]
    public string? ConnectAddress { get; init; }

    [Required]
    [JsonPropertyName("connect_port")]
    public int? ConnectPort { get; init; }
}
