using System.Text.Json.Serialization;

namespace SocketWarp.ScepServer.Legacy;

/// <summary>A secret to be made.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record SecretBody
{
    public string? Target { get; init; }

    public string? Secret { get; init; }

    public string? AvailablePeriod { get; init; }

    public string? PendingPeriod { get; init; }
}
