using SocketWarp.Protocol;

namespace SocketWarp.Transport.Tunnels;

/// <summary>A target could not be dialled; the code says why in the words that the peer and the operator see.</summary>
public sealed class TargetDialException(ErrorCode code, string message, Exception? inner = null) : IOException(message, inner)
{
    /// <summary>The code that the peer is told.</summary>
    public ErrorCode Code { get; } = code;
}
