using System.IO.Pipelines;

namespace SocketWarp.Transport.Sessions;

/// <summary>
/// One bidirectional stream. Completing <see cref="IDuplexPipe.Output"/> ends that direction cleanly (FIN); the other lives on.
/// A peer's reset surfaces from <see cref="IDuplexPipe.Input"/> as <see cref="StreamResetException"/>, never as an end.
/// A flush returns <see cref="FlushResult.IsCompleted"/> once the peer wants no more bytes.
/// </summary>
/// <remarks>Completing Input before its end asks the peer to stop. Dispose resets whatever has not ended.</remarks>
public interface ITransportStream : IDuplexPipe, IAsyncDisposable
{
    long Id { get; }

    /// <summary>Abandons what was written and tells the peer (RESET_STREAM, RFC 9000 section 19.4).</summary>
    void Reset(ulong code);

    /// <summary>Wants no more bytes and tells the peer (STOP_SENDING, RFC 9000 section 19.5).</summary>
    void StopReading(ulong code);
}
