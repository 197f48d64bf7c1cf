namespace SocketWarp.Pki.Scep.Client;

/// <summary>No certificate was got: the message says which step failed and why.</summary>
/// <param name="failInfo">The server's own, where it refused.</param>
public sealed class ScepClientException(string message, FailInfo? failInfo = null, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The server's reason where it refused, else null.</summary>
    public FailInfo? FailInfo { get; } = failInfo;
}
