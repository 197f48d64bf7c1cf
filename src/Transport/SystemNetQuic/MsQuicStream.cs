using System.IO.Pipelines;
using System.Net.Quic;
using SocketWarp.Protocol;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Transport.SystemNetQuic;

/// <summary>
/// A stream behind two pipes with a loop each. Not PipeReader.Create over the stream: cancelling a QuicStream's read aborts that
/// direction for good, while cancelling a pipe's read must cost nothing.
/// </summary>
internal sealed partial class MsQuicStream : ITransportStream
{
    private readonly QuicStream _quic;
    private readonly Pipe _incoming = new(Buffering);
    private readonly Pipe _outgoing = new(Buffering);
    private readonly NotingPipeWriter _output;
    private volatile bool _readStopped;
    private volatile bool _writeStopped;
    private volatile Exception? _writesEnd;

    public MsQuicStream(QuicStream quic)
    {
        _quic = quic;
        _output = new NotingPipeWriter(_outgoing.Writer);
        Input = new NotingPipeReader(_incoming.Reader, () => StopReading((ulong)ErrorCode.None));
    }

    public long Id => _quic.Id;

    public PipeReader Input { get; }

    public PipeWriter Output => _output;

    /// <summary>The limits at which back-pressure begins; below them QUIC's own windows hold the bulk.</summary>
    private static PipeOptions Buffering { get; } = new(pauseWriterThreshold: 64 * 1024, resumeWriterThreshold: 32 * 1024, useSynchronizationContext: false);

    /// <summary>Moves bytes until both directions are over, and only then gives the stream back, which is what grants the peer a new one.</summary>
    public async Task RunAsync()
    {
        var receiving = ReceiveAsync();
        await SendAsync().ConfigureAwait(false);
        await receiving.ConfigureAwait(false);
        await _quic.DisposeAsync().ConfigureAwait(false);
    }

    public void Reset(ulong code)
    {
        _writeStopped = true;
        Abort(QuicAbortDirection.Write, code);
        _outgoing.Reader.CancelPendingRead();
    }

    public void StopReading(ulong code)
    {
        _readStopped = true;
        Abort(QuicAbortDirection.Read, code);
        _incoming.Writer.CancelPendingFlush();
    }

    /// <summary>Returns at once: what was ended cleanly is still delivered, the rest is reset.</summary>
    public ValueTask DisposeAsync()
    {
        if (!_output.IsCompleted)
            Reset((ulong)ErrorCode.Internal);
        _output.Complete();
        Input.Complete();
        return ValueTask.CompletedTask;
    }

    /// <summary>Frees a receive loop whose reader does not read.</summary>
    public void SessionEnded()
    {
        _readStopped = true;
        _incoming.Writer.CancelPendingFlush();
    }

    /// <remarks>Does nothing to a direction that is over. The runtime's Dispose alone would end an open write side cleanly.</remarks>
    private void Abort(QuicAbortDirection direction, ulong code)
    {
        try
        {
            _quic.Abort(direction, (long)code);
        }
        catch (Exception e) when (e is QuicException or ObjectDisposedException)
        {
            // The connection ended first; the loops say how.
        }
    }
}
