using System.Text.Json.Serialization;

namespace SocketWarp.ControlApi.Assignments;

/// <param name="Status">What happened.</param>
/// <param name="Revision">The store's revision afterwards.</param>
/// <param name="Assignment">What is stored now, was removed, or stands in the way.</param>
internal sealed record StoreOutcome(StoreStatus Status, ulong Revision, Assignment? Assignment = null)
{
    [JsonIgnore]
    public bool IsDone => Status is StoreStatus.Created or StoreStatus.Changed or StoreStatus.Removed or StoreStatus.Unchanged;
}
