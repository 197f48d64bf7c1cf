using System.Text.Json.Serialization;

namespace SocketWarp.ControlApi.Assignments;

/// <summary>What an assigned port carries.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AssignedProtocol>))]
internal enum AssignedProtocol
{
    [JsonStringEnumMemberName("tcp")]
    Tcp,

    [JsonStringEnumMemberName("udp")]
    Udp,
}
