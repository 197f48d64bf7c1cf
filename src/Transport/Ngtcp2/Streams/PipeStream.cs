using System.Buffers;
using System.IO.Pipelines;
using SocketWarp.Transport.Ngtcp2.Connections;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Transport.Ngtcp2.Streams;

/// <summary>
/// A stream for other threads: two pipes between them and the loop. Other threads touch the pipes and the atomic fields only. It
/// serves control streams and engines' generic pumps; tunnels of this engine do without the pipes.
/// </summary>
internal sealed unsafe class PipeStream : LoopStream, ITransportStream
{
    private const int SendHighWater = 256 * 1024;
    private static readonly PipeOptions SendOptions = new(
        readerScheduler: PipeScheduler.Inline,
        writerScheduler: PipeScheduler.ThreadPool,
        pauseWriterThreshold: 512 * 1024,
        resumeWriterThreshold: 256 * 1024,
        useSynchronizationContext: false
    );
    private static readonly PipeOptions ReceiveOptions = new(
        readerScheduler: PipeScheduler.ThreadPool,
        writerScheduler: PipeScheduler.Inline,
        pauseWriterThreshold: 0,
        resumeWriterThreshold: 0,
        useSynchronizationContext: false
    ); // the stream's window bounds it

    private readonly Pipe _send = new(SendOptions);
    private readonly Pipe _receive = new(ReceiveOptions);
    private readonly Action _serve;
    private int _served = 1; // 0 while a call of Serve is under way to the loop
    private long _consumed;
    private long _resetCode = -1;
    private long _stopCode = -1;
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _parked;
    private bool _unflushed;
    private bool _completed;
    private StreamResetException? _failure;
    private volatile bool _peerStopped;
    private volatile bool _unwanted;

    public PipeStream(QuicConnection connection)
        : base(connection)
    {
        _serve = Serve;
        Input = new PipeStreamReader(this, _receive.Reader);
        Output = new PipeStreamWriter(this, _send.Writer);
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    /// <summary>The peer wants no more bytes.</summary>
    internal bool PeerStopped => _peerStopped;

    /// <summary>Completes when the stream has an id; faults when the connection ends before.</summary>
    public Task WhenOpened => _opened.Task;

    public void Reset(ulong code)
    {
        Interlocked.CompareExchange(ref _resetCode, (long)code, -1);
        RequestService();
    }

    public void StopReading(ulong code)
    {
        _unwanted = true;
        Interlocked.CompareExchange(ref _stopCode, (long)code, -1);
        RequestService();
    }

    public ValueTask DisposeAsync()
    {
        // On a direction that has already ended these do nothing.
        Output.Complete(new OperationCanceledException("the stream was disposed"));
        Input.Complete();
        return ValueTask.CompletedTask;
    }

    /// <summary>Ends a stream that nobody waits for any more; on the loop.</summary>
    internal void GiveUpOpening()
    {
        if (Id < 0)
            Close(null, connectionLost: false);
    }

    internal void Consumed(long bytes)
    {
        // Small steps of credit are not worth waking the loop.
        if (Interlocked.Add(ref _consumed, bytes) >= Connection.CreditStep)
            RequestService();
    }

    /// <summary>Lets the loop look at the pipes and the flags; from any thread.</summary>
    internal void RequestService()
    {
        if (Interlocked.Exchange(ref _served, 0) == 1)
            Connection.Loop.Post(_serve);
    }

    internal override void Opened(long id)
    {
        base.Opened(id);
        _opened.TrySetResult();
        RequestService();
    }

    internal override void OnData(byte* data, int length, bool fin)
    {
        if (fin)
            ReceiveEnded = true;
        Connection.CreditConnection(length);
        if (_unwanted || _completed)
        {
            Connection.CreditStream(this, length);
        }
        else if (length > 0)
        {
            _receive.Writer.Write(new ReadOnlySpan<byte>(data, length));
            _unflushed = true;
        }

        Connection.SettleLater(this);
    }

    internal override void OnReset(ulong code)
    {
        ReceiveEnded = true;
        _failure = new StreamResetException(code);
        Connection.SettleLater(this);
    }

    internal override void OnStopped()
    {
        SendStopped();
        _peerStopped = true;
        _send.Writer.CancelPendingFlush();
    }

    internal override void OnSendProgress() => NoteSendProgress();

    internal override void NoteSendProgress()
    {
        if (!_parked || Queue.Held > SendHighWater / 2)
            return;
        _parked = false;
        RequestService();
    }

    internal override void Settle()
    {
        if (_completed)
            return;
        if (ReceiveEnded)
            CompleteReceive(_failure);
        else if (_unflushed)
            FlushReceive();
    }

    protected override void OnClosed(ulong? code, bool connectionLost)
    {
        var lost = connectionLost ? new TransportException(TransportError.Closed, Connection.CloseReason.ToString()) : null;
        if (lost != null && Id < 0)
            _opened.TrySetException(lost);
        CompleteReceive(lost ?? (Exception?)_failure);
        _peerStopped |= !connectionLost;
        _send.Reader.Complete(lost);
    }

    private void FlushReceive()
    {
        _unflushed = false;
        // Without a pause threshold it never waits.
        var flush = _receive.Writer.FlushAsync(CancellationToken.None);
        if (flush.IsCompletedSuccessfully)
            flush.GetAwaiter().GetResult();
    }

    private void CompleteReceive(Exception? exception)
    {
        if (_completed)
            return;
        _completed = true;
        _receive.Writer.Complete(exception);
    }

    /// <summary>Looks at the pipes and the flags, on the loop.</summary>
    private void Serve()
    {
        Interlocked.Exchange(ref _served, 1);
        if (Closed || Connection.IsClosed)
            return;
        Pull();
        var stop = Interlocked.Read(ref _stopCode);
        if (stop >= 0)
            StopReceive((ulong)stop);
        var reset = Interlocked.Read(ref _resetCode);
        if (reset >= 0)
            ResetSend((ulong)reset);
        var consumed = Interlocked.Exchange(ref _consumed, 0);
        if (consumed > 0)
            Connection.CreditStream(this, consumed);
        Connection.Loop.MarkDirty(Connection);
    }

    private void Pull()
    {
        while (Id >= 0 && !Closed && !FinQueued && !SendEnded && Queue.Held < SendHighWater)
        {
            ReadResult result;
            try
            {
                if (!_send.Reader.TryRead(out result))
                    break;
            }
            catch (Exception)
            {
                break; // the writer gave up, and has asked for a reset
            }

            var part = result.Buffer.Slice(0, Math.Min(result.Buffer.Length, SendHighWater - Queue.Held));
            foreach (var segment in part)
                Connection.Loop.Input.Append(segment.Span, Queue);
            var whole = part.Length == result.Buffer.Length;
            if (result.IsCompleted && whole)
                FinQueued = true;
            _send.Reader.AdvanceTo(part.End);
            if (!whole || part.Length == 0)
                break;
        }

        _parked = Queue.Held >= SendHighWater;

        Connection.Schedule(this);
    }
}
