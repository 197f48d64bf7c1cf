using SocketWarp.Protocol;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Ngtcp2.Relay;

/// <summary>Every way to end. EOF and FIN stand for each other, so do reset and reset; the first reason wins.</summary>
internal abstract unsafe partial class SocketTunnel
{
    private bool _over;
    private ulong? _resetByPeer;

    internal override void OnReset(ulong code)
    {
        ReceiveEnded = true;
        _resetByPeer = code;
        Connection.SettleLater(this);
    }

    protected override void OnClosed(ulong? code, bool connectionLost)
    {
        if (_over)
            return;
        if (_resetByPeer is { } reset)
        {
            Abort(TunnelEnd.PeerReset, reset);
        }
        else if (connectionLost)
        {
            Abort(TunnelEnd.SessionLost, 0);
        }
        else if (code != null && IsSilent)
        {
            Abort(TunnelEnd.DialFailed, (ulong)ErrorCode.None);
        }
        else
        {
            DiscardRest();
            CloseSocketWhenDone();
        }
    }

    /// <summary>The engine ends: what is still on its way to the socket is lost, and the socket must see that.</summary>
    internal void ShutDown() => Abort(TunnelEnd.SessionLost, (ulong)ErrorCode.ShuttingDown);

    /// <summary>Ends both directions at once, on both sides, as a fault.</summary>
    protected void Abort(TunnelEnd end, ulong code)
    {
        if (_over)
            return;
        _over = true;
        ResetSockets();
        _chain.Clear();
        ResetSend(code);
        StopReceive(code);
        Finish(new TunnelOutcome(end, code, _toPeer, _toSocket));
        // A stream that never got an id has nobody else to end it.
        if (Id < 0)
            Close(code, connectionLost: false);
    }

    /// <summary>
    /// The deadline of a tunnel that is open: of a socket that has bytes left to take, of a silent end, else of the linger after the peer stopped us.
    /// </summary>
    protected void EndWait()
    {
        if (!_chain.IsEmpty)
        {
            LimitFlush();
            return;
        }

        if (_silence == Silence.Waiting)
        {
            AcceptSilentEnd();
            return;
        }

        _socketEnded = true;
        CloseSocketWhenDone();
    }

    protected virtual void ResetSockets() => Socket.Reset();

    private void SocketFailed() => Abort(TunnelEnd.SocketReset, (ulong)ErrorCode.SocketReset);

    private void CloseSocketWhenDone()
    {
        if (SendEnded && _writeShut && !_socketEnded)
            SetTimer(Context.Options.DiscardTimeout);
        if (!_socketEnded || !_writeShut)
            return;
        Socket.Close();
        // Complete means: the socket has everything, and the peer has acknowledged everything.
        if (_over || !Closed)
            return;
        _over = true;
        Finish(new TunnelOutcome(TunnelEnd.Completed, 0, _toPeer, _toSocket));
    }

    private void Finish(in TunnelOutcome outcome)
    {
        StopTimer();
        Context.Remove(this);
        Context.End(_tunnel, outcome);
    }
}
