namespace SocketWarp.ServiceDefaults.Journal;

/// <param name="CompactAboveBytes">Bytes behind the snapshot that start a compaction.</param>
/// <param name="MaxWaitingChanges">Changes that wait for the medium; more are refused.</param>
public sealed record JournalOptions(int CompactAboveBytes, int MaxWaitingChanges);
