using SocketWarp.Base;

namespace SocketWarp.Store;

/// <summary>The medium failed; the change was not made, unless <see cref="UnavailableException.MayHaveHappened"/> says otherwise.</summary>
public class StoreUnavailableException(string message, Exception? inner = null) : UnavailableException(message, inner);
