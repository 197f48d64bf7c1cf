using System.Net.Sockets;
using System.Runtime.CompilerServices;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Relay;

/// <summary>A connected TCP or Unix socket as a duplex stream, which takes it over. Its abort is a TCP reset; every failure of it is a reset too.</summary>
public sealed class SocketStream(Socket socket, SocketOptions options) : DuplexStream(options)
{
    /// <summary>A send that failed has taken the error with it, and a reset then looks like an end.</summary>
    protected override bool IsCut => !OutputEnded && socket.WasReset();

    /// <inheritdoc/>
    public override void Abort(ulong code) => socket.Reset();

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        // Not reset when only bytes were lost that the other stream did not want: that would also cut what the socket is still being sent.
        if (OutputEnded)
            socket.CloseCleanly();
        else
            socket.Reset();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    protected internal override ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    protected internal override async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0)
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, cancellationToken).ConfigureAwait(false)..];
    }

    /// <inheritdoc/>
    protected override ValueTask EndAsync()
    {
        socket.Shutdown(SocketShutdown.Send);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    protected internal override bool IsFailure(Exception exception) => exception is SocketException or ObjectDisposedException;
}
