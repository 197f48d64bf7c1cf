using SocketWarp.Protocol;
using SocketWarp.Transport.Ngtcp2.Connections;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Ngtcp2.Relay;

/// <summary>A gateway's half: the visitor is there, the stream is opened, the visitor's bytes follow the opening at once.</summary>
internal sealed class VisitorTunnel(QuicConnection connection, RelayContext context, ITunnel tunnel) : SocketTunnel(connection, context, tunnel)
{
    private bool _opened;

    /// <summary>Takes over the visitor's socket; whatever goes wrong ends this tunnel.</summary>
    public void Start(int descriptor)
    {
        if (!Socket.Adopt(descriptor))
        {
            Abort(TunnelEnd.Rejected, (ulong)ErrorCode.LimitReached);
            return;
        }

        StartRelay();
        if (IsOver)
            return;
        Connection.Open(this);
        TryReadOpening(); // a wire without an answer is complete before its first byte
    }

    internal override void Opened(long id)
    {
        base.Opened(id);
        Connection.SettleLater(this);
    }

    internal override void OnSocketEvents(TunnelSocket socket, uint events) => OnConnectedEvents(events);

    protected override void OnOpeningRead() => _opened = true;

    protected override void OnDeadline()
    {
        if (_opened)
            EndWait();
        else
            Abort(TunnelEnd.Rejected, (ulong)ErrorCode.TooSlow);
    }
}
