using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Extensions.Logging.Abstractions;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Ngtcp2;
using SocketWarp.Transport.Ngtcp2.Connections;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tests.Conformance;
using SocketWarp.Transport.Tests.Engines;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Tests.Ngtcp2;

/// <summary>QUIC has key updates of its own, and forbids those of TLS (RFC 9001 section 6).</summary>
[SupportedOSPlatform("linux")]
public sealed partial class TlsKeyUpdateTests() : EngineTests(EngineKind.Ngtcp2)
{
    private const int OneRtt = 2; // NGTCP2_ENCRYPTION_LEVEL_1RTT
    private static readonly byte[] KeyUpdate = [24, 0, 0, 1, 0]; // RFC 8446 section 4.6.3

    private const ulong UnexpectedMessage = 0x10a;

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Peer_ThatUpdatesTheKeysOfTls_EndsItsSessionOnly(bool byClient, bool vectorCipher)
    {
        Assert.True(
            Ngtcp2Engine.TryCreate(
                NullLoggerFactory.Instance,
                new EngineOptions { VectorCipher = vectorCipher },
                new SocketOptions(),
                TargetDialer.Default,
                out var engine,
                out var whyNot
            ),
            whyNot
        );
        await using var owned = engine;
        await using var pair = await SessionPair.ConnectAsync(engine, Credentials);
        var (hostile, victim) = byClient ? (pair.Client, pair.Server) : (pair.Server, pair.Client);
        var connection = ((Ngtcp2Session)hostile).Connection;

        var sent = await connection
            .Loop.InvokeAsync(() =>
            {
                connection.Loop.MarkDirty(connection);
                return ngtcp2_conn_submit_crypto_data(Native(connection), OneRtt, KeyUpdate, (nuint)KeyUpdate.Length);
            })
            .InTime();

        Assert.Equal(0, sent);
        var close = await victim.Closed.InTime();
        Assert.Equal((SessionCloseKind.ProtocolError, UnexpectedMessage), (close.Kind, close.Code));
        Assert.Equal(UnexpectedMessage, (await hostile.Closed.InTime()).Code);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_native")]
    private static extern ref nint Native(QuicConnection connection);

    [LibraryImport("libngtcp2.so.16")]
    private static partial int ngtcp2_conn_submit_crypto_data(nint conn, int level, byte[] data, nuint length);
}
