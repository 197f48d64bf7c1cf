using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
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

/// <summary>A client that presents no certificate, which none of our engines can be made to be: it is put together from parts.</summary>
[SupportedOSPlatform("linux")]
public sealed partial class AnonymousClientTests() : EngineTests(EngineKind.Ngtcp2)
{
    [Fact]
    public async Task Client_WithoutACertificate_IsRefusedAndOthersGetIn()
    {
        await using var listener = await Engine.ListenAsync(Credentials.Listen(validate: (_, _) => null)).InTime();
        var accepting = listener.AcceptAsync().InTime();

        var end = await ConnectAnonymouslyAsync(Credentials.Connect(listener.LocalEndPoint));

        Assert.Equal(SessionCloseKind.OwnCertificateRejected, end.Kind);
        await using var client = await Engine.ConnectAsync(Credentials.Connect(listener.LocalEndPoint)).InTime();
        Assert.Equal(Credentials.Client.Thumbprint, (await accepting).PeerCertificate.Thumbprint);
    }

    private static async Task<SessionClose> ConnectAnonymouslyAsync(ConnectOptions options)
    {
        var engineOptions = new EngineOptions();
        using var loop = new EventLoop(engineOptions, NullLogger.Instance);
        await using var relay = new RelayContext(loop, new SocketOptions(), TargetDialer.Default, NullLoggerFactory.Instance);
        using var credentials = new TlsCredentials(options.Security);
        gnutls_certificate_free_keys(Native(credentials));
        var session = await loop.InvokeAsync(() => Dial(loop, relay, credentials, options)).InTime();
        var end = await session.Closed.InTime();
        await session.DisposeAsync().InTime();
        return end;
    }

    private static unsafe Ngtcp2Session Dial(EventLoop loop, RelayContext relay, TlsCredentials credentials, ConnectOptions options)
    {
        var endpoint = QuicEndpoint.Dial(loop, new UdpOffload(loop.Options, NullLogger.Instance), options.Address, new byte[32]);
        var connection = new QuicConnection(endpoint, credentials, options.Limits, null);
        var session = new Ngtcp2Session(connection, relay, null, null, null);
        var address = NativeAddress.From(options.Address, out var length);
        connection.Dial(&address, length, options.ServerName, loop.Now, session);
        return session;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_credentials")]
    private static extern ref nint Native(TlsCredentials credentials);

    [LibraryImport("libgnutls.so.30")]
    private static partial void gnutls_certificate_free_keys(nint credentials);
}
