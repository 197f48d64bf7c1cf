using System.Runtime.InteropServices;
using SocketWarp.Transport.Ngtcp2.Interop;
using SocketWarp.Transport.Ngtcp2.Loop;

namespace SocketWarp.Transport.Ngtcp2.Relay;

/// <summary>The direction from the socket to the peer.</summary>
internal abstract unsafe partial class SocketTunnel
{
    private const int LeastRead = 4 * 1024;
    private const long MaxUnsent = 512 * 1024; // bytes; reading resumes at half
    private const long MaxUnsentWhenShort = 32 * 1024; // bytes, while memory is short
    private const int MaxUnsentSlices = 64; // each may keep a whole block from being used again
    private const int DiscardSize = 16 * 1024;
    private bool _socketEnded;
    private bool _parked;
    private bool _wasEmptied = true;
    private long _toPeer;

    private long UnsentLimit => Context.Loop.Budget.IsSendExhausted ? MaxUnsentWhenShort : MaxUnsent;

    bool IReadSource.ReadOnce()
    {
        if (_over || !_readable || _socketEnded || !Socket.IsOpen)
            return false;
        if (SendEnded)
            return Discard();
        var room = UnsentLimit - Queue.Unsent;
        if (room < LeastRead || Queue.Held > Context.Loop.Options.MaxUnacknowledgedBytes || Queue.UnsentSlices > MaxUnsentSlices)
        {
            _parked = true;
            return false;
        }

        var wanted = (int)Math.Min(room, Connection.Ahead.Allow(this));
        if (wanted == 0)
            return false;
        var read = Context.Loop.Input.ReadSocket(Socket.Descriptor, Queue, ref wanted);
        _wasEmptied = read < wanted;
        if (read <= 0)
            return ReadEnded(read);
        _toPeer += read;
        _tunnel.Counters.AddToPeer(read);
        Connection.Schedule(this);
        return read == wanted || Socket.MayHoldMore;
    }

    internal override void OnSendProgress() => NoteSendProgress();

    internal override void NoteSendProgress()
    {
        if (!_parked || Queue.Unsent > UnsentLimit / 2 || Queue.Held > Context.Loop.Options.MaxUnacknowledgedBytes || Queue.UnsentSlices > MaxUnsentSlices / 2)
            return;
        _parked = false;
        Context.Loop.MarkReadable(this);
    }

    /// <summary>
    /// The peer takes no more, but its own direction may go on (socket-warp stops both when either ends): what the socket still sends
    /// is read and dropped, since closing with unread bytes would destroy what is on its way to it.
    /// </summary>
    internal override void OnStopped()
    {
        if (Closed)
            return;
        SendStopped();
        DiscardRest();
    }

    private void DiscardRest()
    {
        _parked = false;
        Context.Loop.MarkReadable(this);
    }

    private bool Discard()
    {
        var scratch = stackalloc byte[DiscardSize];
        var read = (int)NativeSystem.recv(Socket.Descriptor, scratch, DiscardSize, NativeSystem.MSG_DONTWAIT);
        return read > 0 || ReadEnded(read);
    }

    /// <returns>true to try again.</returns>
    private bool ReadEnded(int result)
    {
        if (result == 0)
        {
            _socketEnded = true;
            FinQueued = true;
            Connection.Schedule(this);
            CloseSocketWhenDone();
            return false;
        }

        var error = Marshal.GetLastPInvokeError();
        if (error == NativeSystem.EINTR)
            return true;
        if (error != NativeSystem.EAGAIN)
            SocketFailed();
        return false;
    }
}
