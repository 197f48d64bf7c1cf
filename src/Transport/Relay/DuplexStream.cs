using System.IO.Pipelines;
using SocketWarp.Protocol;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Relay;

/// <summary>A duplex stream over what receives into and sends from buffers that it is given: a socket, or TLS over one.</summary>
/// <param name="options">Say how much is read at once.</param>
public abstract class DuplexStream(SocketOptions options) : IDuplexStream
{
    private DirectWriter? _output;

    /// <inheritdoc/>
    public PipeWriter Output => _output ??= new DirectWriter(this);

    /// <summary>Our direction has ended, or is about to.</summary>
    protected bool OutputEnded { get; private set; }

    /// <summary>Whether an end that was received was not said by the peer: the connection was cut.</summary>
    protected abstract bool IsCut { get; }

    /// <inheritdoc/>
    public async Task CopyToAsync(PipeWriter output, CancellationToken cancellationToken = default)
    {
        var size = options.MinRead;
        var drained = true;
        while (true)
        {
            int read;
            try
            {
                // An idle stream must hold no buffer: wait for bytes before asking for one, unless more are surely there.
                if (drained)
                    await ReceiveAsync(Memory<byte>.Empty, cancellationToken).ConfigureAwait(false);
                var buffer = output.GetMemory(size);
                read = await ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
                drained = read < buffer.Length;
            }
            catch (Exception e) when (IsFailure(e))
            {
                throw new StreamResetException((ulong)ErrorCode.SocketReset, e);
            }

            if (read == 0)
            {
                if (IsCut)
                    throw new StreamResetException((ulong)ErrorCode.SocketReset);
                return;
            }

            size = drained ? Math.Max(size / 2, options.MinRead) : Math.Min(size * 2, options.MaxRead);
            output.Advance(read);
            var flush = await output.FlushAsync(cancellationToken).ConfigureAwait(false);
            if (flush.IsCanceled)
                throw new OperationCanceledException();
            if (flush.IsCompleted)
                return;
        }
    }

    /// <inheritdoc/>
    public abstract void Abort(ulong code);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>Receives at least one byte, or 0 at the end; an empty buffer only waits for bytes.</summary>
    protected internal abstract ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Sends all bytes.</summary>
    protected internal abstract ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Tells the peer that no more bytes come.</summary>
    protected abstract ValueTask EndAsync();

    /// <summary>Whether an exception of the three methods means that the connection has failed.</summary>
    protected internal abstract bool IsFailure(Exception exception);

    internal ValueTask EndOutputAsync()
    {
        OutputEnded = true;
        return EndAsync();
    }
}
