namespace SocketWarp.Transport.Sessions;

/// <summary>The exception when the peer abandoned this direction of a stream.</summary>
/// <param name="code">An application error code, mostly an <c>ErrorCode</c>.</param>
/// <param name="inner">The failure of the socket below, where there is one.</param>
public sealed class StreamResetException(ulong code, Exception? inner = null) : IOException($"the peer reset the stream with code 0x{code:x}", inner)
{
    /// <summary>An application error code, mostly an <c>ErrorCode</c>.</summary>
    public ulong Code { get; } = code;
}
