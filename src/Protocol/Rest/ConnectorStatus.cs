using System.Text.Json.Serialization;

namespace SocketWarp.Protocol.Rest;

/// <summary>Whether a connector has a session.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ConnectorStatus>))]
public enum ConnectorStatus
{
    /// <summary>It has one.</summary>
    [JsonStringEnumMemberName("connected")]
    Connected,

    /// <summary>It had one.</summary>
    [JsonStringEnumMemberName("disconnected")]
    Disconnected,

    /// <summary>The gateway that reported the session is not attached itself.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,
}
