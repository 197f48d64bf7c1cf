using SocketWarp.Base;

namespace SocketWarp.Store;

/// <summary>The store is damaged where no crash can have damaged it: starting would lose what was acknowledged.</summary>
public sealed class StoreCorruptException(string message, Exception? inner = null) : StartupException(message, inner)
{
    /// <summary>Names the log and says what to do.</summary>
    internal static StoreCorruptException Of(ILog log, string fault, Exception? inner) =>
        new($"{log.Name} is damaged: {fault}; it is left as it is: put back a copy of it, or move it and its companions away to start empty", inner);
}
