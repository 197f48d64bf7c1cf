namespace SocketWarp.Protocol;

/// <summary>The peer broke the protocol; the one exception that this project throws for what it reads.</summary>
/// <param name="code">What to reset the stream or close the session with.</param>
/// <param name="message">One plain line for the log; quotes nothing of the peer's that could break it.</param>
public sealed class ProtocolException(ErrorCode code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The code with which to reset the stream or close the session.</summary>
    public ErrorCode Code { get; } = code;
}
