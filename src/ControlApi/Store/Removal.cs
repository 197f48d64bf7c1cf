namespace SocketWarp.ControlApi.Store;

/// <summary>An assignment that left a gateway.</summary>
internal sealed record Removal(ulong Revision, string Gateway, string Id);
