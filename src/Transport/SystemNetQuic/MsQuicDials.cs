using System.Net.Quic;
using SocketWarp.Base;

namespace SocketWarp.Transport.SystemNetQuic;

/// <summary>
/// Dials, and lets go of those that nobody waits for any more. The runtime returns from a dial that was cancelled or timed out only after msquic
/// has ended it, which takes 3 s with a peer that is silent: callers do not wait for that.
/// </summary>
internal sealed class MsQuicDials
{
    private readonly TaskTracker _abandoned = new();

    /// <exception cref="QuicException">also when the handshake's time is up (<see cref="QuicError.ConnectionTimeout"/>).</exception>
    public async Task<QuicConnection> ConnectAsync(QuicClientConnectionOptions options, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(options.HandshakeTimeout, TimeProvider.System, cancellationToken);
        var connecting = QuicConnection.ConnectAsync(options, deadline.Token).AsTask();
        try
        {
            return await connecting.WaitAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _abandoned.Track(LetGoAsync(connecting));
            cancellationToken.ThrowIfCancellationRequested();
            throw new QuicException(QuicError.ConnectionTimeout, null, $"the handshake took longer than {options.HandshakeTimeout.TotalSeconds:0.###} s");
        }
    }

    public Task WhenEmptyAsync() => _abandoned.WhenEmptyAsync();

    private static async Task LetGoAsync(Task<QuicConnection> connecting)
    {
        try
        {
            var late = await connecting.ConfigureAwait(false);
            await late.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // However it failed: the caller has been told that the time was up.
        }
    }
}
