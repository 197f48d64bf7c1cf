using System.Security.Cryptography;
using SocketWarp.Transport.Ngtcp2.Interop;

namespace SocketWarp.Transport.Ngtcp2.Connections;

/// <summary>The ids that packets of this connection carry.</summary>
internal sealed unsafe partial class QuicConnection
{
    private const int InitialIdLength = 18;
    private readonly List<ConnectionIdKey> _ids = [];

    private static NativeQuic.ConnectionId NewId(int length)
    {
        NativeQuic.ConnectionId id = default;
        id.datalen = (nuint)length;
        RandomNumberGenerator.Fill(new Span<byte>(id.data, length));
        return id;
    }

    private void WriteResetToken(byte* token, NativeQuic.ConnectionId* id)
    {
        fixed (byte* secret = endpoint.ResetSecret.Span)
            if (NativeQuicCrypto.ngtcp2_crypto_generate_stateless_reset_token(token, secret, (nuint)endpoint.ResetSecret.Length, id) != 0)
                throw new TransportException(TransportError.ProtocolError, "no stateless reset token could be made");
    }

    private void AddId(in NativeQuic.ConnectionId id)
    {
        var key = new ConnectionIdKey(id);
        _ids.Add(key);
        endpoint.AddRoute(key, this);
    }

    private void RemoveId(in NativeQuic.ConnectionId id)
    {
        var key = new ConnectionIdKey(id);
        _ids.Remove(key);
        endpoint.RemoveRoute(key);
    }
}
