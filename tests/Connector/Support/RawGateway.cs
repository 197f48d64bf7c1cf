using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Frames;
using SocketWarp.Protocol.Session;
using SocketWarp.Sessions.Control;
using SocketWarp.TestSupport;
using SocketWarp.Transport;
using SocketWarp.Transport.Engines;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Connector.Tests.Support;

/// <summary>A gateway that does only what a test tells it to.</summary>
internal sealed class RawGateway : IAsyncDisposable
{
    private readonly ITransportEngine _engine;
    private readonly ITransportListener _listener;

    private RawGateway(ITransportEngine engine, ITransportListener listener) => (_engine, _listener) = (engine, listener);

    public string Address => _listener.LocalEndPoint.ToString();

    public int Port => _listener.LocalEndPoint.Port;

    public static Task<RawGateway> StartAsync(TestFiles files, int port = 0, params string[] protocols) =>
        StartAsync(new IPEndPoint(IPAddress.Loopback, port), files.CreateServer(), protocols);

    public static async Task<RawGateway> StartAsync(IPEndPoint address, X509Certificate2 certificate, params string[] protocols)
    {
        var engine = TransportEngines.Create(new TransportOptions(), NullLoggerFactory.Instance);
        var listener = await engine
            .ListenAsync(
                new ListenOptions
                {
                    Address = address,
                    Security = Security(certificate, protocols.Length == 0 ? [WireProtocols.Native, WireProtocols.Legacy] : protocols),
                    // What a killed gateway would have kept.
                    ResetSecret = new byte[32],
                }
            )
            .InTime();
        return new RawGateway(engine, listener);
    }

    /// <summary>Shows another certificate from now on.</summary>
    public Task RenewAsync(X509Certificate2 certificate) => _listener.RenewAsync(Security(certificate, WireProtocols.Native, WireProtocols.Legacy)).InTime();

    public Task<ITransportSession> AcceptAsync() => _listener.AcceptAsync().InTime();

    /// <summary>Takes a native connector as far as its Hello.</summary>
    public async Task<(ITransportSession Session, ControlStream Control, Hello Hello)> GreetAsync()
    {
        var session = await AcceptAsync();
        var control = new ControlStream(await session.AcceptStreamAsync().InTime(), SessionSide.Gateway);
        var hello = await control.ReadAsync(CancellationToken.None).InTime();
        return (session, control, Assert.IsType<Hello>(hello?.Body));
    }

    /// <summary>Takes a native connector in.</summary>
    public async Task<(ITransportSession Session, ControlStream Control)> AdmitAsync(params string[] capabilities)
    {
        var (session, control, _) = await GreetAsync();
        await control.SendAsync(
            FrameKind.Welcome,
            new Welcome
            {
                Uid = "inside",
                SessionId = "s1",
                GatewayId = "raw",
                Capabilities = { capabilities },
            },
            CancellationToken.None
        );
        return (session, control);
    }

    /// <summary>Turns a native connector away. It may read the frame and close before our flush has returned, which then reports the close.</summary>
    public static async Task RefuseAsync(ControlStream control, ErrorCode code, string reason)
    {
        try
        {
            await control.SendAsync(FrameKind.Refused, new Refused { Code = (ulong)code, Reason = reason }, CancellationToken.None);
        }
        catch (TransportException)
        {
            // Whether it was read is for the connector to show.
        }
    }

    private static TransportSecurity Security(X509Certificate2 certificate, params string[] protocols) =>
        new()
        {
            Certificate = certificate,
            Protocols = protocols,
            ValidatePeer = (_, _) => null,
        };

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        await _engine.DisposeAsync();
    }
}
