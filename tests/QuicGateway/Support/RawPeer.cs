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
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.QuicGateway.Tests.Support;

/// <summary>A connector that does only what a test tells it to.</summary>
internal sealed class RawPeer : IAsyncDisposable
{
    private readonly ITransportEngine _engine;
    private readonly TaskCompletionSource _ponged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _answering = Task.CompletedTask;

    private RawPeer(ITransportEngine engine, ITransportSession session) => (_engine, Session) = (engine, session);

    public ITransportSession Session { get; }

    /// <summary>Completes when <see cref="KeepAnswering"/> has read a Pong.</summary>
    public Task Ponged => _ponged.Task;

    public static async Task<RawPeer> ConnectAsync(
        TestFiles files,
        string uid,
        IPEndPoint gateway,
        string protocol = WireProtocols.Native,
        ITargetHandler? targets = null,
        int maxStreams = 100,
        X509Certificate2? certificate = null
    )
    {
        var engine = TransportEngines.Create(new TransportOptions(), NullLoggerFactory.Instance);
        var session = await engine
            .ConnectAsync(
                new ConnectOptions
                {
                    Address = gateway,
                    ServerName = "localhost",
                    Security = new TransportSecurity
                    {
                        Certificate = certificate ?? files.CreateClient(uid),
                        Protocols = [protocol],
                        ValidatePeer = (_, _) => null,
                    },
                    Targets = targets,
                    Limits = new SessionLimits { MaxIncomingStreams = maxStreams },
                }
            )
            .InTime();
        return new RawPeer(engine, session);
    }

    /// <summary>Opens the control stream and says Hello.</summary>
    public async Task<ControlStream> HelloAsync(Hello? hello = null)
    {
        var control = new ControlStream(await Session.OpenStreamAsync(), SessionSide.Connector);
        await control.SendAsync(FrameKind.Hello, hello ?? new Hello { Version = WireProtocols.Version, Name = "raw" }, CancellationToken.None);
        return control;
    }

    /// <summary>Says Hello and waits for the Welcome.</summary>
    public async Task<ControlStream> EnterAsync()
    {
        var control = await HelloAsync();
        var answer = await control.ReadAsync(CancellationToken.None).InTime();
        Assert.True(answer?.Kind == FrameKind.Welcome, $"not welcome: {answer?.Kind} {answer?.Body}");
        return control;
    }

    /// <summary>Answers pings until the session ends.</summary>
    public void KeepAnswering(ControlStream control) => _answering = AnswerAsync(control);

    /// <summary>The code that the gateway closes the session with.</summary>
    public async Task<ErrorCode> ClosedAsync()
    {
        var close = await Session.Closed.InTime();
        Assert.Equal(SessionCloseKind.ClosedByPeer, close.Kind);
        return (ErrorCode)close.Code;
    }

    public async ValueTask DisposeAsync()
    {
        await Session.DisposeAsync();
        await _answering.InTime();
        await _engine.DisposeAsync();
    }

    private async Task AnswerAsync(ControlStream control)
    {
        try
        {
            while (await control.ReadAsync(CancellationToken.None) is { } frame)
            {
                if (frame.Body is Pong)
                    _ponged.TrySetResult();
                if (frame.Body is Ping ping)
                    await control.SendAsync(FrameKind.Pong, new Pong { Sequence = ping.Sequence }, CancellationToken.None);
            }
        }
        catch (IOException)
        {
            // The session has ended.
        }
    }
}
