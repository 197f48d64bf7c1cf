using System.Buffers;
using System.Net.Quic;
using System.Runtime.ExceptionServices;
using SocketWarp.Protocol;

namespace SocketWarp.Transport.SystemNetQuic;

internal sealed partial class MsQuicStream
{
    /// <summary>Bytes per read: all that the runtime holds of one stream. A quarter of it cost a fifth of the throughput.</summary>
    private const int ReadSize = 64 * 1024;

    private async Task ReceiveAsync()
    {
        var writer = _incoming.Writer;
        Exception? error = null;
        try
        {
            while (true)
            {
                // An idle stream must hold no buffer: an empty read only waits.
                await _quic.ReadAsync(Memory<byte>.Empty).ConfigureAwait(false);
                var read = await _quic.ReadAsync(writer.GetMemory(ReadSize)).ConfigureAwait(false);
                if (read == 0)
                    break;
                writer.Advance(read);
                var flush = await writer.FlushAsync().ConfigureAwait(false);
                if (_readStopped || flush.IsCompleted)
                    throw new TransportException(TransportError.Closed, "this side reads no more");
            }
        }
        catch (Exception e)
        {
            error = MsQuicErrors.FromStream(e);
        }

        await writer.CompleteAsync(error).ConfigureAwait(false);
    }

    private async Task SendAsync()
    {
        var reader = _outgoing.Reader;
        // A peer that stops us while we have nothing to write is seen only here.
        var closed = WatchWritesAsync();
        Exception? error = null;
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync().ConfigureAwait(false);
                if (_writeStopped)
                    break;
                if (_writesEnd is { } end)
                    ExceptionDispatchInfo.Throw(end);
                await WriteAsync(result.Buffer).ConfigureAwait(false);
                reader.AdvanceTo(result.Buffer.End);
                if (!result.IsCompleted)
                    continue;
                _quic.CompleteWrites();
                break;
            }
        }
        catch (QuicException e) when (e.QuicError is QuicError.StreamAborted)
        {
            // The peer wants no more: the writer sees a completed flush.
        }
        catch (QuicException e) when (e.QuicError is QuicError.OperationAborted && _writeStopped)
        {
            // Our own reset.
        }
        catch (Exception e)
        {
            error = MsQuicErrors.FromStream(e);
            Abort(QuicAbortDirection.Write, (ulong)ErrorCode.Internal);
        }

        await reader.CompleteAsync(error).ConfigureAwait(false);
        await closed.ConfigureAwait(false);
    }

    private async ValueTask WriteAsync(ReadOnlySequence<byte> buffer)
    {
        foreach (var segment in buffer)
            await _quic.WriteAsync(segment).ConfigureAwait(false);
    }

    /// <summary>Ends when the peer has acknowledged our end, or either side has given this direction up.</summary>
    private async Task WatchWritesAsync()
    {
        try
        {
            await _quic.WritesClosed.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _writesEnd = e;
            _outgoing.Reader.CancelPendingRead();
        }
    }
}
