using System.IO.Pipelines;
using Google.Protobuf;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Frames;
using SocketWarp.Transport;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Sessions.Control;

/// <summary>The control stream of a native session as frames; order and bounds are checked, what they mean is the caller's.</summary>
/// <remarks>One reader at a time; any number of senders.</remarks>
public sealed class ControlStream(ITransportStream stream, SessionSide receiver) : IAsyncDisposable
{
    private readonly ControlOrder _order = new(receiver);
    private readonly SemaphoreSlim _sending = new(1, 1);

    /// <summary>Sends one frame whole; a cancelled send leaves the stream unusable, so cancel only what ends the session.</summary>
    /// <exception cref="TransportException">when the peer takes no more frames, or the session has ended.</exception>
    public async ValueTask SendAsync(FrameKind kind, IMessage body, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            FrameWriter.Write(stream.Output, kind, body);
            var flushed = await stream.Output.FlushAsync(cancellationToken).ConfigureAwait(false);
            if (flushed.IsCompleted)
                throw new TransportException(TransportError.Closed, "the peer closed its control stream");
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>The next frame, or null when the peer has ended the stream.</summary>
    /// <exception cref="ProtocolException">when it is not a frame, or not one that may come now.</exception>
    /// <exception cref="StreamResetException">when the peer abandoned the stream.</exception>
    /// <exception cref="TransportException">when the session has ended.</exception>
    public async ValueTask<ControlFrame?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await stream.Input.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (TryTake(read, out var frame))
                return frame;
            if (read.IsCompleted)
                return read.Buffer.IsEmpty ? null : throw new ProtocolException(ErrorCode.BadFrame, "the control stream ends within a frame");
        }
    }

    // The semaphore is not disposed: it holds nothing until its wait handle is asked for, and a late sender must see the stream's own end.

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private bool TryTake(ReadResult read, out ControlFrame frame)
    {
        frame = default;
        var rest = read.Buffer;
        var whole = FrameReader.TryRead(ref rest, ProtocolLimits.MaxControlBody, out var kind, out var body);
        if (whole)
        {
            _order.Receive(kind);
            frame = new ControlFrame(kind, FrameBody.Parse(kind, body));
        }

        stream.Input.AdvanceTo(rest.Start, whole ? rest.Start : read.Buffer.End);
        return whole;
    }
}
