using System.Text.Json.Serialization;

namespace SocketWarp.Protocol.Rest;

[JsonConverter(typeof(JsonStringEnumConverter<ConnectorStatus>))]
public enum ConnectorStatus
{
    [JsonStringEnumMemberName("connected")]
    Connected,

    [JsonStringEnumMemberName("disconnected")]
    Disconnected,

    /// <summary>The gateway that reported the session is not attached itself.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,
}
