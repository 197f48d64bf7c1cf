namespace SocketWarp.Store;

/// <param name="SnapshotAboveBytes">Bytes of entries behind the snapshot that start a new one.</param>
/// <param name="MaxWaitingChanges">Changes that wait for the medium; more are refused.</param>
public sealed record TableOptions(int SnapshotAboveBytes, int MaxWaitingChanges);
