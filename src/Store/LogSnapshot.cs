namespace SocketWarp.Store;

/// <summary>The state of a table at one revision, in parts of the table's own making.</summary>
public sealed record LogSnapshot(ulong Revision, IReadOnlyList<string> Parts);
