using SocketWarp.Transport.Ngtcp2.Interop;
using SocketWarp.Transport.Ngtcp2.Streams;

namespace SocketWarp.Transport.Ngtcp2.Connections;

/// <summary>The streams of a connection: opening, credit, and which of them have something to send.</summary>
internal sealed unsafe partial class QuicConnection
{
    private const int StopChecks = 4;
    private readonly HashSet<LoopStream> _streams = [];
    private readonly Queue<LoopStream> _ready = new();
    private readonly Queue<LoopStream> _waitingToOpen = new();
    private List<LoopStream> _settle = [];
    private List<LoopStream> _settleSpare = [];
    private readonly Queue<LoopStream> _blocked = new();
    private bool _mayOpen;

    /// <summary>Bounds what its sockets read before it can be sent.</summary>
    internal ReadAhead Ahead { get; } = new(endpoint.Loop);

    /// <summary>Connection-level credit that waits for memory; see MemoryBudget.</summary>
    internal long WithheldCredit { get; set; }

    internal int MaxIncomingStreams => limits.MaxIncomingStreams;

    /// <summary>Bytes of credit that are worth a packet.</summary>
    internal long CreditStep => limits.Windows.Stream / 4;

    /// <summary>Gives the stream an id as soon as the peer's limit allows.</summary>
    public void Open(LoopStream stream)
    {
        // A caller on another thread, or one that admits a visitor, may not know yet that the connection has ended.
        if (IsClosed)
        {
            stream.Close(null, connectionLost: true);
            return;
        }

        // Those that gave up waiting must not pile up.
        while (_waitingToOpen.TryPeek(out var first) && first.Closed)
            _waitingToOpen.Dequeue();
        if (_waitingToOpen.Count > 0 || !TryOpen(stream))
            _waitingToOpen.Enqueue(stream);
        Loop.MarkDirty(this);
    }

    /// <summary>The stream may have something to send.</summary>
    public void Schedule(LoopStream stream)
    {
        if (stream.InReadyQueue)
            Ahead.Count(stream);
        if (stream.InReadyQueue || stream.IsBlocked || !stream.WantsSend)
            return;
        stream.InReadyQueue = true;
        stream.Turn = 0;
        _ready.Enqueue(stream);
        Ahead.Count(stream);
        Loop.MarkDirty(this);
    }

    public void SettleLater(LoopStream stream)
    {
        if (stream.InSettleList)
            return;
        stream.InSettleList = true;
        _settle.Add(stream);
    }

    /// <summary>The peer may send that many more bytes on all streams together.</summary>
    public void CreditConnection(long bytes)
    {
        if (IsClosed || bytes <= 0)
            return;
        if (Loop.Budget.IsReceiveExhausted)
            Loop.Budget.Withhold(this, bytes);
        else
            NativeQuic.ngtcp2_conn_extend_max_offset(_native, (ulong)bytes);
    }

    /// <summary>The peer may send that many more bytes on this stream.</summary>
    public void CreditStream(LoopStream stream, long bytes)
    {
        if (IsClosed || bytes <= 0 || stream.Closed || stream.ReceiveEnded)
            return;
        _ = NativeQuic.ngtcp2_conn_extend_max_stream_offset(_native, stream.Id, (ulong)bytes);
        Loop.MarkDirty(this);
    }

    public void ShutdownWrite(LoopStream stream, ulong code)
    {
        if (IsClosed)
            return;
        if (stream == _large)
            _large = null;
        _ = NativeQuic.ngtcp2_conn_shutdown_stream_write(_native, 0, stream.Id, code);
        Loop.MarkDirty(this);
    }

    public void ShutdownRead(LoopStream stream, ulong code)
    {
        if (IsClosed)
            return;
        _ = NativeQuic.ngtcp2_conn_shutdown_stream_read(_native, 0, stream.Id, code);
        Loop.MarkDirty(this);
    }

    internal void ReturnWithheldCredit()
    {
        var bytes = WithheldCredit;
        WithheldCredit = 0;
        CreditConnection(bytes);
        if (!IsClosed)
            Loop.MarkDirty(this);
    }

    /// <summary>Lets streams act on what they were told, after a batch of datagrams and outside of ngtcp2.</summary>
    internal void Settle()
    {
        if (_settle.Count > 0)
        {
            (_settle, _settleSpare) = (_settleSpare, _settle);
            foreach (var stream in _settleSpare)
            {
                stream.InSettleList = false;
                stream.Settle();
            }

            _settleSpare.Clear();
        }

        if (IsClosed)
            return;
        OpenWaiting();
        RetryBlocked();
    }

    private void PeerOpened(long id)
    {
        var stream = _owner.OnPeerStream();
        stream.Opened(id);
        _streams.Add(stream);
        _ = NativeQuic.ngtcp2_conn_set_stream_user_data(_native, id, stream.UserData);
    }

    private bool TryOpen(LoopStream stream)
    {
        if (!_handshakeDone)
            return false;
        long id;
        if (NativeQuic.ngtcp2_conn_open_bidi_stream(_native, &id, stream.UserData) != 0)
            return false;
        _streams.Add(stream);
        stream.Opened(id);
        Schedule(stream);
        return true;
    }

    private void OpenWaiting()
    {
        if (!_mayOpen)
            return;
        _mayOpen = false;
        while (_waitingToOpen.TryPeek(out var stream) && (stream.Closed || TryOpen(stream)))
            _waitingToOpen.Dequeue();
    }

    private void Acknowledged(LoopStream stream, long offset)
    {
        stream.Queue.Acknowledge(offset);
        if (stream == _large && offset >= _largeEnd)
            _large = null;
        stream.NoteSendProgress();
        SettleLater(stream);
    }

    private void StreamClosed(long id, LoopStream? stream, ulong? code)
    {
        var openedByPeer = (id & 1) == 0 == IsServer; // bit 0 of an id names the opener: 0 is the client (RFC 9000 section 2.1)
        if (openedByPeer)
            NativeQuic.ngtcp2_conn_extend_max_streams_bidi(_native, 1);
        if (stream == null)
            return;
        if (stream == _large)
            _large = null;
        _streams.Remove(stream);
        // Its last data may have come in the same batch and must be handed on first.
        stream.Close(code, connectionLost: false);
        SettleLater(stream);
    }

    private void LeaveReady(LoopStream stream)
    {
        _ready.Dequeue();
        stream.InReadyQueue = false;
        Ahead.Count(stream);
    }

    /// <summary>The stream's own credit is used up. (Where the connection's is, ngtcp2 takes nothing and the stream stays the next.)</summary>
    private void Block(LoopStream stream)
    {
        LeaveReady(stream);
        stream.IsBlocked = true;
        if (stream.InBlockedQueue)
            return;
        stream.InBlockedQueue = true;
        _blocked.Enqueue(stream);
    }

    /// <summary>The peer raised the stream's limit, or may have stopped it.</summary>
    private void Unblock(LoopStream stream)
    {
        stream.IsBlocked = false;
        Schedule(stream);
    }

    /// <summary>STOP_SENDING has no callback: blocked streams are tried again, a few at a time.</summary>
    private void RetryBlocked()
    {
        for (var i = 0; i < StopChecks && _blocked.TryDequeue(out var stream); i++)
        {
            stream.InBlockedQueue = false;
            Unblock(stream);
        }
    }

    private void CloseStreams()
    {
        foreach (var stream in _streams)
            stream.Close(null, connectionLost: true);
        foreach (var stream in _waitingToOpen)
            stream.Close(null, connectionLost: true);
        _streams.Clear();
        _waitingToOpen.Clear();
        _ready.Clear();
        _blocked.Clear();
    }
}
