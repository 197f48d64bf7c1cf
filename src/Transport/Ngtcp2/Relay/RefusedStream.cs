using SocketWarp.Protocol;
using SocketWarp.Transport.Ngtcp2.Connections;
using SocketWarp.Transport.Ngtcp2.Streams;

namespace SocketWarp.Transport.Ngtcp2.Relay;

/// <summary>A stream that nobody here wants: both directions are reset.</summary>
internal sealed unsafe class RefusedStream(QuicConnection connection) : LoopStream(connection)
{
    internal override void Opened(long id)
    {
        base.Opened(id);
        Connection.SettleLater(this);
    }

    internal override void OnData(byte* data, int length, bool fin) => Connection.CreditConnection(length);

    internal override void OnReset(ulong code) => ReceiveEnded = true;

    internal override void OnStopped() => SendStopped();

    internal override void OnSendProgress() { }

    internal override void NoteSendProgress() { }

    internal override void Settle()
    {
        if (Closed)
            return;
        ResetSend((ulong)ErrorCode.LimitReached);
        StopReceive((ulong)ErrorCode.LimitReached);
    }

    protected override void OnClosed(ulong? code, bool connectionLost) { }
}
