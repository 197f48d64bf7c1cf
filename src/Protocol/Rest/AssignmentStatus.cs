using System.Text.Json.Serialization;

namespace SocketWarp.Protocol.Rest;

/// <summary>What has become of an assignment, as far as its gateway has said.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AssignmentStatus>))]
public enum AssignmentStatus
{
    /// <summary>The gateway has not answered yet, or is not attached.</summary>
    [JsonStringEnumMemberName("pending")]
    Pending,

    /// <summary>The port is open and the uid has a session.</summary>
    [JsonStringEnumMemberName("listening")]
    Listening,

    /// <summary>The gateway holds the assignment; the uid has no session.</summary>
    [JsonStringEnumMemberName("waiting")]
    Waiting,

    /// <summary>The gateway cannot do it; the reason says why.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}
