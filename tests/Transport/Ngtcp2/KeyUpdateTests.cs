using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Extensions.Logging.Abstractions;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Ngtcp2;
using SocketWarp.Transport.Ngtcp2.Connections;
using SocketWarp.Transport.Tests.Conformance;
using SocketWarp.Transport.Tests.Engines;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Tests.Ngtcp2;

/// <summary>Keys change during a transfer (RFC 9001 section 6), whichever library protects the packets at either end.</summary>
[SupportedOSPlatform("linux")]
public sealed partial class KeyUpdateTests() : EngineTests(EngineKind.Ngtcp2)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task KeyUpdates_UnderATransfer_CutNothing(bool peerHasVectorCipher)
    {
        Assert.True(
            Ngtcp2Engine.TryCreate(
                NullLoggerFactory.Instance,
                new EngineOptions { VectorCipher = peerHasVectorCipher },
                new SocketOptions(),
                TargetDialer.Default,
                out var peer,
                out var whyNot
            ),
            whyNot
        );
        await using var engine = peer;
        await using var listener = await Engine.ListenAsync(Credentials.Listen()).InTime();
        var accepting = listener.AcceptAsync().InTime();
        await using var client = await peer.ConnectAsync(Credentials.Connect(listener.LocalEndPoint)).InTime();
        await using var server = await accepting;
        var connection = ((Ngtcp2Session)client).Connection;
        var (opener, accepter) = await SessionPair.OpenAsync(client, server);

        for (var round = 0; round < 3; round++)
        {
            var payload = new Payload(round, 4 * 1024 * 1024);
            var (stream, far) = await SessionPair.OpenAsync(client, server);
            var receiving = far.ReadToEndAsync();
            var sending = stream.SendAsync(payload);
            Assert.True(await UpdateAsync(connection).InTime(), "the key update was refused");
            Assert.Equal(await sending, (await receiving).Hash());
            await far.DisposeAsync();
            await stream.DisposeAsync();
        }

        await opener.WriteAsync("still here");
        Assert.Equal("still here", await accepter.ReadTextAsync(10));
    }

    /// <summary>ngtcp2 refuses while the last update is not confirmed and three probe timeouts old.</summary>
    private static async Task<bool> UpdateAsync(QuicConnection connection)
    {
        while (await connection.Loop.InvokeAsync(() => ngtcp2_conn_initiate_key_update(Native(connection), connection.Loop.Now)) != 0)
            await Task.Yield();
        return true;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_native")]
    private static extern ref nint Native(QuicConnection connection);

    [LibraryImport("libngtcp2.so.16")]
    private static partial int ngtcp2_conn_initiate_key_update(nint conn, ulong ts);
}
