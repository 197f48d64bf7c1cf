namespace SocketWarp.Transport.Sessions;

/// <summary>The peer abandoned this direction of a stream, with an application error code.</summary>
public sealed class StreamResetException(ulong code) : IOException($"the peer reset the stream with code 0x{code:x}")
{
    public ulong Code { get; } = code;
}
