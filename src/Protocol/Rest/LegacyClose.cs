using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace SocketWarp.Protocol.Rest;

/// <summary>Body of socket-warp's <c>DELETE /close</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record LegacyClose
{
    [Required]
    [JsonPropertyName("port")]
    public int? Port { get; init; }
}
