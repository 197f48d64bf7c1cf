namespace SocketWarp.ControlApi.Assignments;

/// <summary>An assignment that left a gateway.</summary>
internal sealed record Removal(ulong Revision, string Gateway, string Id);
