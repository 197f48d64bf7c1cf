using SocketWarp.Transport.Ngtcp2.Interop;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Ngtcp2.Relay;

/// <summary>The direction from the peer to the socket.</summary>
internal abstract unsafe partial class SocketTunnel
{
    private const int DirectWrite = 16 * 1024; // a packet's worth that is written at once instead of being copied first
    private bool _writeShut;
    private long _credit;
    private long _toSocket;

    internal override void OnData(byte* data, int length, bool fin)
    {
        if (fin)
            ReceiveEnded = true;
        Connection.CreditConnection(length);
        if (_over)
            return;
        Connection.SettleLater(this);
        if (length >= DirectWrite && _openingRead && SocketReady && Socket.CanWrite && _chain.IsEmpty)
        {
            var written = (int)NativeSystem.send(Socket.Descriptor, data, (nuint)length, NativeSystem.MSG_DONTWAIT | NativeSystem.MSG_NOSIGNAL);
            if (written > 0)
            {
                Delivered(written);
                data += written;
                length -= written;
            }

            // An error shows again in Flush, which can act on it.
        }

        if (length <= 0)
            return;
        _chain.Append(data, length);
        if (Context.Loop.Budget.IsReceiveExhausted)
            Context.MemoryIsShort();
    }

    internal override void Settle()
    {
        if (_over)
            return;
        if (_resetByPeer is { } code)
        {
            Abort(TunnelEnd.PeerReset, code);
            return;
        }

        TryReadOpening();
        Flush();
    }

    /// <summary>Passes on what waits, then the peer's end; gives the peer credit for what the socket took.</summary>
    private void Flush()
    {
        if (_over || !_openingRead || !SocketReady || !Socket.IsOpen)
            return;
        if (!_chain.IsEmpty && Socket.CanWrite)
        {
            var written = _chain.WriteTo(Socket.Descriptor, out var full);
            if (written < 0)
            {
                SocketFailed();
                return;
            }

            if (written > 0)
                Delivered(written);
            if (full)
                Socket.CanWrite = false;
        }

        if (_credit > 0)
        {
            Connection.CreditStream(this, _credit);
            _credit = 0;
        }

        if (Closed && !_chain.IsEmpty && _takenWhenFlushing == null)
            LimitFlush();
        if (!_chain.IsEmpty || !ReceiveEnded || _writeShut || HoldSilentEnd())
            return;
        _writeShut = true;
        // After its own end nothing is left to be read: closing it says the same.
        if (!_socketEnded)
            Socket.ShutdownWrite();
        CloseSocketWhenDone();
    }

    private void Delivered(long bytes)
    {
        _credit += bytes;
        _toSocket += bytes;
        _tunnel.Counters.AddToSocket(bytes);
    }
}
