namespace SocketWarp.Base;

/// <summary>A part that the request needs refuses for now; nothing was changed. Over HTTP it is a 503.</summary>
public abstract class UnavailableException(string message, Exception? inner = null) : Exception(message, inner);
