namespace SocketWarp.Store;

/// <summary>What brings a reader of a log up to date.</summary>
/// <param name="Snapshot">Comes first and replaces all that the reader has; null when the entries continue from there.</param>
/// <param name="Entries">In order; each has the next revision.</param>
public sealed record LogContent(LogSnapshot? Snapshot, IReadOnlyList<string> Entries);
