namespace SocketWarp.ServiceDefaults.Journal;

/// <summary>One change.</summary>
public interface IJournalRecord
{
    /// <summary>The table's revision after it.</summary>
    ulong Revision { get; }
}
