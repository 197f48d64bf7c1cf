namespace SocketWarp.Store;

/// <summary>Bounds that every log takes, in characters.</summary>
public static class LogLimits
{
    /// <summary>One entry, and one part of a snapshot: so many of the largest records fit into a part.</summary>
    public const int MaxEntry = 8 * 1024 * 1024;

    /// <summary>The entries of one append: a whole store, as a restore writes it.</summary>
    public const int MaxAppend = 64 * 1024 * 1024;
}
