namespace SocketWarp.Store;

/// <summary>One change of a table.</summary>
public interface IRecord
{
    /// <summary>The table's revision after it.</summary>
    ulong Revision { get; }
}
