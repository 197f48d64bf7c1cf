namespace SocketWarp.Store;

/// <param name="SnapshotAboveBytes">Bytes of entries behind the snapshot that start a new one.</param>
/// <param name="MaxWaitingChanges">Changes that wait for the medium; more are refused.</param>
/// <param name="ChangeTimeout">How long a change may wait for its turn, and be overtaken by those of others; it is refused then.</param>
public sealed record TableOptions(int SnapshotAboveBytes, int MaxWaitingChanges, TimeSpan ChangeTimeout);
