using System.Security.Cryptography;
using SocketWarp.Transport.Ngtcp2.Interop;
using SocketWarp.Transport.Ngtcp2.Tls;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Transport.Ngtcp2.Connections;

/// <summary>
/// What a listener does with packets that belong to no connection: a new connection, Retry, version negotiation, stateless reset. Loop thread only.
/// </summary>
internal sealed unsafe class ServerAcceptor(
    QuicEndpoint endpoint,
    TlsCredentials credentials,
    SessionLimits limits,
    HandshakeLimiter limiter,
    Func<QuicConnection, IConnectionOwner> newOwner
)
{
    private const int MinInitialSize = 1200; // RFC 9000 section 14.1
    private const int ResetToken = 16;
    private const int MinReset = 5 + ResetToken; // RFC 9000 section 10.3
    private const int MaxReset = 42;
    private const int MaxAnswer = 1500;
    private const ulong RetryTokenLife = 10_000_000_000;
    private readonly byte[] _retrySecret = RandomNumberGenerator.GetBytes(32);

    /// <summary>The credentials of the next connection.</summary>
    public TlsCredentials Credentials { get; set; } = credentials;

    public void OnUnknownVersion(NativeQuic.VersionConnectionIds* ids, int length, NativeQuic.Path* path)
    {
        if (length < MinInitialSize)
            return;
        var answer = stackalloc byte[MaxAnswer];
        var version = NativeQuic.Version1;
        Answer(
            NativeQuic.ngtcp2_pkt_write_version_negotiation(
                answer,
                MaxAnswer,
                (byte)RandomNumberGenerator.GetInt32(256),
                ids->scid,
                ids->scidlen,
                ids->dcid,
                ids->dcidlen,
                &version,
                1
            ),
            answer,
            path
        );
    }

    public PacketRoute? OnUnknownId(byte* data, int length, NativeQuic.VersionConnectionIds* ids, NativeQuic.Path* path, ulong now)
    {
        var isLongHeader = (data[0] & 0x80) != 0;
        if (!isLongHeader)
        {
            // Shorter than its trigger, so that two ends cannot answer each other for ever (RFC 9000 section 10.3.3); a keep-alive has 30 bytes.
            if (length > MinReset)
                SendStatelessReset(Math.Min(length - 1, MaxReset), ids, path);
            return null;
        }

        NativeQuic.PacketHeader header;
        if (length < MinInitialSize || NativeQuic.ngtcp2_accept(&header, data, (nuint)length) != 0)
            return null;
        if (header.tokenlen == 0 && limiter.NeedsRetry)
        {
            SendRetry(&header, path, now);
            return null;
        }

        NativeQuic.ConnectionId original;
        var retried = header.tokenlen > 0;
        // A token that is not ours is an old one of NEW_TOKEN or a forgery: as good as none (RFC 9000 section 8.1.3).
        if (retried && !VerifyRetry(&header, path, now, &original))
        {
            if (limiter.NeedsRetry)
                return null;
            retried = false;
        }

        if (!limiter.TryBegin(now))
            return null;
        var connection = new QuicConnection(endpoint, Credentials, limits, limiter);
        try
        {
            connection.Accept(&header, retried ? &original : null, path, now, newOwner(connection));
            return connection;
        }
        catch (TransportException)
        {
            return null; // a first packet that no connection can be made from is the peer's fault alone
        }
    }

    private void SendStatelessReset(int length, NativeQuic.VersionConnectionIds* ids, NativeQuic.Path* path)
    {
        NativeQuic.ConnectionId id;
        id.datalen = ids->dcidlen;
        new ReadOnlySpan<byte>(ids->dcid, (int)ids->dcidlen).CopyTo(new Span<byte>(id.data, NativeQuic.MaxConnectionIdLength));
        byte* token = stackalloc byte[ResetToken],
            random = stackalloc byte[MaxReset],
            answer = stackalloc byte[MaxReset];
        RandomNumberGenerator.Fill(new Span<byte>(random, MaxReset));
        fixed (byte* secret = endpoint.ResetSecret.Span)
            if (NativeQuicCrypto.ngtcp2_crypto_generate_stateless_reset_token(token, secret, (nuint)endpoint.ResetSecret.Length, &id) != 0)
                return;
        Answer(NativeQuic.ngtcp2_pkt_write_stateless_reset(answer, MaxReset, token, random, (nuint)(length - ResetToken)), answer, path);
    }

    private void SendRetry(NativeQuic.PacketHeader* header, NativeQuic.Path* path, ulong now)
    {
        NativeQuic.ConnectionId id;
        id.datalen = QuicEndpoint.IdLength;
        RandomNumberGenerator.Fill(new Span<byte>(id.data, QuicEndpoint.IdLength));
        byte* token = stackalloc byte[NativeQuicCrypto.MaxRetryTokenLength],
            answer = stackalloc byte[MaxAnswer];
        nint length;
        fixed (byte* secret = _retrySecret)
            length = NativeQuicCrypto.ngtcp2_crypto_generate_retry_token2(
                token,
                secret,
                (nuint)_retrySecret.Length,
                header->version,
                path->remote.addr,
                path->remote.addrlen,
                &id,
                &header->dcid,
                now
            );
        if (length < 0)
            return;
        Answer(
            NativeQuicCrypto.ngtcp2_crypto_write_retry(answer, MaxAnswer, header->version, &header->scid, &id, &header->dcid, token, (nuint)length),
            answer,
            path
        );
    }

    private bool VerifyRetry(NativeQuic.PacketHeader* header, NativeQuic.Path* path, ulong now, NativeQuic.ConnectionId* original)
    {
        fixed (byte* secret = _retrySecret)
        {
            return NativeQuicCrypto.ngtcp2_crypto_verify_retry_token2(
                    original,
                    header->token,
                    header->tokenlen,
                    secret,
                    (nuint)_retrySecret.Length,
                    header->version,
                    path->remote.addr,
                    path->remote.addrlen,
                    &header->dcid,
                    RetryTokenLife,
                    now
                ) == 0;
        }
    }

    private void Answer(nint length, byte* packet, NativeQuic.Path* path)
    {
        if (length > 0)
            endpoint.Socket.SendOrDrop(packet, (int)length, path);
    }
}
