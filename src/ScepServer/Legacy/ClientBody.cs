using System.Text.Json;
using System.Text.Json.Serialization;

namespace SocketWarp.ScepServer.Legacy;

/// <summary>A client as requests name it; callers of the original send more.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record ClientBody
{
    public string? Uid { get; init; }

    public Dictionary<string, JsonElement>? Attributes { get; init; }
}
