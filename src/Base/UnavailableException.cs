namespace SocketWarp.Base;

/// <summary>A part that the request needs refuses for now. Nothing was changed, unless <see cref="MayHaveHappened"/> says so. Over HTTP it is a 503.</summary>
public abstract class UnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>True when the part was asked for the change and did not answer: it was made, is made later, or never.</summary>
    public bool MayHaveHappened { get; init; }
}
