using System.Runtime.Versioning;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Ngtcp2;
using SocketWarp.Transport.Ngtcp2.Connections;
using SocketWarp.Transport.Ngtcp2.Interop;
using SocketWarp.Transport.Ngtcp2.Loop;
using SocketWarp.Transport.Ngtcp2.Relay;
using SocketWarp.Transport.Ngtcp2.Tls;
using SocketWarp.Transport.Ngtcp2.Udp;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tests.Conformance;
using SocketWarp.Transport.Tests.Engines;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Tests.Ngtcp2;

/// <summary>Certificates that a stranger made us read are let go of at once, not whenever the garbage collector comes by.</summary>
[SupportedOSPlatform("linux")]
public sealed class FailedHandshakeTests() : EngineTests(EngineKind.Ngtcp2)
{
    [Fact]
    public async Task Server_ThatRefusesAPeer_DisposesItsCertificate()
    {
        var judged = new TaskCompletionSource<X509Certificate2>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var listener = await Engine
            .ListenAsync(Credentials.Listen(validate: (leaf, _) => judged.TrySetResult(leaf) ? "it is not wanted" : null))
            .InTime();
        var refused = Engine.ConnectAsync(Credentials.Connect(listener.LocalEndPoint)).AsTask();

        var certificate = await judged.Task.InTime();
        await Task.WhenAny(refused).InTime();
        if (refused.IsCompletedSuccessfully)
            await (await refused).Closed.InTime();

        Assert.Equal(0, certificate.Handle);
    }

    [Fact]
    public async Task EngineDisposed_WhileAPeerIsJudged_DisposesItsCertificate()
    {
        var judged = new TaskCompletionSource<X509Certificate2>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var verdict = new ManualResetEventSlim();
        await using var clients = NewEngine();
        var server = NewEngine();
        var listener = await server
            .ListenAsync(
                Credentials.Listen(
                    validate: (leaf, _) =>
                    {
                        judged.TrySetResult(leaf);
                        verdict.Wait(Waiting.Patience);
                        return null;
                    }
                )
            )
            .InTime();
        var connecting = clients.ConnectAsync(Credentials.Connect(listener.LocalEndPoint)).AsTask();
        var certificate = await judged.Task.InTime();

        await server.DisposeAsync().InTime();
        verdict.Set();

        Assert.True(SpinWait.SpinUntil(() => certificate.Handle == 0, Waiting.Patience), "the certificate is still open");
        await Task.WhenAny(connecting).InTime();
    }

    [Fact]
    public async Task Handshake_ThatEndsAfterThePeersCertificate_DisposesIt()
    {
        using var loop = new EventLoop(new EngineOptions(), NullLogger.Instance);
        await using var relay = new RelayContext(loop, new SocketOptions(), TargetDialer.Default, NullLoggerFactory.Instance);
        var options = Credentials.Listen();
        using var credentials = new TlsCredentials(options.Security);
        var ended = new TaskCompletionSource<QuicConnection>(TaskCreationOptions.RunContinuationsAsynchronously);
        var endpoint = await loop.InvokeAsync(() => Listen(loop, relay, credentials, options, ended)).InTime();
        var connecting = Engine.ConnectAsync(Credentials.Connect(endpoint.Socket.LocalAddress.ToEndPoint())).AsTask();

        var connection = await ended.Task.InTime();

        Assert.Equal(0, connection.Peer.Leaf.Handle);
        await Task.WhenAny(connecting).InTime(); // TLS 1.3 lets a client finish first
        await loop.InvokeAsync(() =>
            {
                endpoint.Close("the test is over");
                return true;
            })
            .InTime();
    }

    /// <summary>A listener whose every handshake ends between the peer's certificate and the end of TLS, where else only a lost packet gets it.</summary>
    private QuicEndpoint Listen(
        EventLoop loop,
        RelayContext relay,
        TlsCredentials credentials,
        ListenOptions options,
        TaskCompletionSource<QuicConnection> ended
    ) =>
        QuicEndpoint.Listen(
            loop,
            new UdpOffload(loop.Options, NullLogger.Instance),
            options.Address,
            new byte[32],
            endpoint => new ServerAcceptor(
                endpoint,
                credentials,
                options.Limits,
                new HandshakeLimiter(options.Handshakes),
                connection =>
                {
                    loop.Post(() =>
                    {
                        Present(connection, Credentials.Client.RawData);
                        connection.CloseByUs(0, "the handshake failed");
                        ended.TrySetResult(connection);
                    });
                    return new Ngtcp2Session(connection, relay, null, null, null);
                }
            )
        );

    private static unsafe void Present(QuicConnection connection, byte[] certificate)
    {
        fixed (byte* data = certificate)
        {
            NativeTls.Datum datum = new() { data = data, size = (uint)certificate.Length };
            connection.PeerPresented(&datum, 1);
        }
    }
}
