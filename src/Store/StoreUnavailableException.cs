using SocketWarp.Base;

namespace SocketWarp.Store;

/// <summary>The medium failed; the change was not made, unless <see cref="MayHaveHappened"/> says otherwise.</summary>
public class StoreUnavailableException(string message, Exception? inner = null) : UnavailableException(message, inner)
{
    /// <summary>True when the medium was asked for the change and did not answer: readers see it later, or it never happened.</summary>
    public bool MayHaveHappened { get; init; }
}
