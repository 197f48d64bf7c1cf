using System.IO.Pipelines;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Transport.Relay;

/// <summary>
/// Bytes in two directions that end one by one: a socket, TLS over one, a stream of a session. <see cref="StreamRelay"/> joins any two of them.
/// </summary>
/// <remarks>
/// A cut is never an end. Completing <see cref="Output"/> ends our direction cleanly and leaves the peer's alone.
/// Disposing it, which never throws, still delivers what was written once our direction has ended, and is a reset before that.
/// </remarks>
public interface IDuplexStream : IAsyncDisposable
{
    /// <summary>
    /// The writer of our direction; it may hand bytes on without copying them. A flush returns <see cref="FlushResult.IsCompleted"/> once the peer wants no
    /// more, and fails like <see cref="CopyToAsync"/>.
    /// </summary>
    PipeWriter Output { get; }

    /// <summary>
    /// Writes and flushes what the peer sends, as it comes, until the peer has ended its direction or <paramref name="output"/> wants no more. Holds no
    /// buffer while nothing comes. Does not complete <paramref name="output"/>, and may be called again to go on.
    /// </summary>
    /// <exception cref="StreamResetException">when the peer aborted, and said why by a code</exception>
    /// <exception cref="IOException">when what carries the stream has failed or ended</exception>
    /// <exception cref="OperationCanceledException">when the token was cancelled, or <see cref="Abort"/> was called.</exception>
    Task CopyToAsync(PipeWriter output, CancellationToken cancellationToken = default);

    /// <summary>Ends both directions at once as a fault; calls that are under way fail. Any thread may call it, at any time and again.</summary>
    /// <param name="code">An <c>ErrorCode</c> for the peer; a stream that has no way to say it, like a socket, only resets.</param>
    void Abort(ulong code);
}
