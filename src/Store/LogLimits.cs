namespace SocketWarp.Store;

/// <summary>Bounds that every log takes.</summary>
public static class LogLimits
{
    /// <summary>Characters of the entries of one append, and of one part of a snapshot: so many of the largest records fit.</summary>
    public const int MaxAppend = 8 * 1024 * 1024;
}
