using System.IO.Pipelines;
using SocketWarp.Transport.Relay;

namespace SocketWarp.Transport.Sessions;

/// <summary>
/// One bidirectional stream of a session. Completing <see cref="IDuplexStream.Output"/> ends that direction cleanly (FIN); the other lives on.
/// A peer's reset surfaces from <see cref="Input"/> as <see cref="StreamResetException"/>, never as an end.
/// </summary>
/// <remarks>Completing Input before its end asks the peer to stop. Dispose resets whatever has not ended.</remarks>
public interface ITransportStream : IDuplexStream
{
    /// <summary>The number of the stream in its session.</summary>
    long Id { get; }

    /// <summary>The reader of the peer's direction.</summary>
    PipeReader Input { get; }

    /// <summary>Abandons what was written and tells the peer (RESET_STREAM, RFC 9000 section 19.4).</summary>
    void Reset(ulong code);

    /// <summary>Wants no more bytes and tells the peer (STOP_SENDING, RFC 9000 section 19.5).</summary>
    void StopReading(ulong code);

    Task IDuplexStream.CopyToAsync(PipeWriter output, CancellationToken cancellationToken) => Input.CopyToAsync(output, cancellationToken);

    void IDuplexStream.Abort(ulong code)
    {
        Reset(code);
        StopReading(code);
        Output.CancelPendingFlush();
        Input.CancelPendingRead();
    }
}
