using System.Text.Json.Serialization;

namespace SocketWarp.ScepServer.Legacy;

/// <summary>Asks for a key and certificate in one file.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record Pkcs12Body
{
    public string? Uid { get; init; }

    public string? Secret { get; init; }

    /// <summary>Protects the file.</summary>
    public string? Password { get; init; }
}
