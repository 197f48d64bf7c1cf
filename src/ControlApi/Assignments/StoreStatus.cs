using System.Text.Json.Serialization;

namespace SocketWarp.ControlApi.Assignments;

[JsonConverter(typeof(JsonStringEnumConverter<StoreStatus>))]
internal enum StoreStatus
{
    Created,
    Changed,
    Removed,

    /// <summary>The store was in that state already; nothing was written.</summary>
    Unchanged,
    NotFound,

    /// <summary>The id is in use.</summary>
    IdTaken,

    /// <summary>Another assignment has the port; the outcome names it.</summary>
    PortTaken,

    /// <summary>Somebody changed it meanwhile; the outcome has what it is now.</summary>
    RevisionMismatch,

    /// <summary>The limit of assignments is reached.</summary>
    Full,
}
