using System.Runtime.InteropServices;
using SocketWarp.Transport.Ngtcp2.Connections;

namespace SocketWarp.Transport.Ngtcp2.Streams;

/// <summary>
/// One bidirectional stream as the loop sees it. Methods named On… are called by the connection; those marked so run inside an ngtcp2
/// callback, where no ngtcp2 function that changes the stream may be called: they note what happened, and <see cref="Settle"/> acts.
/// </summary>
internal abstract unsafe class LoopStream
{
    private GCHandle _handle;

    protected LoopStream(QuicConnection connection)
    {
        Connection = connection;
        Queue = new SendQueue(connection.Loop.Blocks, connection.Loop.Budget);
    }

    public QuicConnection Connection { get; }

    /// <summary>−1 until the peer's limit let us open it.</summary>
    public long Id { get; private set; } = -1;

    public SendQueue Queue { get; }

    /// <summary>No more bytes will be appended: the last one carries FIN.</summary>
    public bool FinQueued { get; protected set; }

    public bool FinSent { get; set; }

    /// <summary>True when nothing more can be sent: reset by us or stopped by the peer.</summary>
    public bool SendEnded { get; protected set; }

    /// <summary>The peer's last byte or its reset has come.</summary>
    public bool ReceiveEnded { get; protected set; }

    /// <summary>ngtcp2 has forgotten the stream, or the connection is gone.</summary>
    public bool Closed { get; private set; }

    public bool WantsSend => !SendEnded && !Closed && Id >= 0 && (Queue.Unsent > 0 || (FinQueued && !FinSent));

    // Where the connection keeps it; see QuicConnection.Streams.
    internal bool InReadyQueue { get; set; }
    internal bool InBlockedQueue { get; set; }
    internal bool InSettleList { get; set; }
    internal bool IsBlocked { get; set; }
    internal int Turn { get; set; }

    /// <summary>What <see cref="ReadAhead"/> has counted.</summary>
    internal long CountedAhead { get; set; }

    internal static LoopStream? From(nint userData) => userData == 0 ? null : (LoopStream?)GCHandle.FromIntPtr(userData).Target;

    /// <summary>What ngtcp2 keeps as the stream's user data.</summary>
    internal nint UserData
    {
        get
        {
            if (!_handle.IsAllocated)
                _handle = GCHandle.Alloc(this);
            return GCHandle.ToIntPtr(_handle);
        }
    }

    internal virtual void Opened(long id) => Id = id;

    /// <summary>Takes bytes, inside a callback. They are valid only during the call.</summary>
    internal abstract void OnData(byte* data, int length, bool fin);

    /// <summary>Takes note of the peer's RESET_STREAM, inside a callback.</summary>
    internal abstract void OnReset(ulong code);

    /// <summary>The peer wants no more bytes (noticed when some were to be sent). Like <see cref="OnSendProgress"/> between two calls.</summary>
    internal abstract void OnStopped();

    /// <summary>ngtcp2 took bytes into a packet. It is between two calls, so nothing but reading may happen here.</summary>
    internal abstract void OnSendProgress();

    /// <summary>Takes note that bytes were acknowledged, inside a callback. <see cref="Settle"/> follows.</summary>
    internal abstract void NoteSendProgress();

    /// <summary>Acts on what the callbacks of one batch of datagrams noted, after them.</summary>
    internal abstract void Settle();

    /// <summary>Called once. The memory that ngtcp2 referred to is free.</summary>
    /// <param name="code">The first error code of the stream, sent or received; null for a clean end.</param>
    /// <param name="connectionLost">The connection ended below the stream.</param>
    protected abstract void OnClosed(ulong? code, bool connectionLost);

    internal void Close(ulong? code, bool connectionLost)
    {
        if (Closed)
            return;
        Closed = SendEnded = ReceiveEnded = true;
        Queue.Clear();
        if (_handle.IsAllocated)
            _handle.Free();
        OnClosed(code, connectionLost);
    }

    /// <summary>Ends our direction with RESET_STREAM; what was queued stays in memory until ngtcp2 lets go of the stream.</summary>
    protected void ResetSend(ulong code)
    {
        if (SendEnded)
            return;
        SendEnded = true;
        if (Id >= 0)
            Connection.ShutdownWrite(this, code);
    }

    /// <summary>Asks the peer with STOP_SENDING to send no more.</summary>
    protected void StopReceive(ulong code)
    {
        if (ReceiveEnded || Id < 0)
            return;
        Connection.ShutdownRead(this, code);
    }

    protected void SendStopped() => SendEnded = true;
}
