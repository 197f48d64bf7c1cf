using System.Net;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SocketWarp.Base;
using SocketWarp.Base.Files;
using SocketWarp.Base.State;
using SocketWarp.Pki.Files;
using SocketWarp.Protocol.Control;
using SocketWarp.QuicGateway.Admission;
using SocketWarp.QuicGateway.ControlLink;
using SocketWarp.QuicGateway.Identity;
using SocketWarp.QuicGateway.Publishing;
using SocketWarp.QuicGateway.Sessions;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.ServiceDefaults;
using SocketWarp.Sessions.Identity;
using SocketWarp.Transport;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.QuicGateway;

/// <summary>Starts and ends the gateway's parts in order.</summary>
internal sealed partial class GatewayService(
    GatewaySettings settings,
    GatewayIdentity identity,
    FileWatch fileWatch,
    [FromKeyedServices(GatewaySettings.Section)] StateDirectory state,
    [FromKeyedServices(GatewaySettings.Section)] ITransportEngine engine,
    SessionAcceptor acceptor,
    AdmittedCertificates admitted,
    ClientWatch watch,
    SessionDrain drain,
    AssignmentKeeper keeper,
    TargetWatch targets,
    ControlLinkLoop link,
    GatewayStatus status,
    ServiceFailure failure,
    TimeProvider time,
    ILogger<GatewayService> logger
) : IHostedLifecycleService, IDisposable
{
    private static readonly string Software = $"socket-warp-gateway/{Assembly.GetExecutingAssembly().GetName().Version?.ToString(3)}";

    private readonly CancellationTokenSource _noMorePeers = new();
    private readonly CancellationTokenSource _noMoreVisitors = new();
    private readonly CancellationTokenSource _noMoreLink = new();
    private ITransportListener? _listener;
    private Task _renewing = Task.CompletedTask;
    private Task _accepting = Task.CompletedTask;
    private Task _remembering = Task.CompletedTask;
    private Task _watching = Task.CompletedTask;
    private Task _keeping = Task.CompletedTask;
    private Task _linking = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!settings.Admission.Verify)
            Log.NotVerifying(logger);
        // Without a certificate there is nothing to listen with: the enrolment begins it all, and may take as long as it likes.
        if (identity.IsReady)
            await BeginAsync(cancellationToken);
        var files = fileWatch.Add(identity.Paths, identity.Stamp, TakeAsync);
        _renewing = GuardAsync(CertificateRenewal.RunAsync(settings, files, fileWatch, time, logger, _noMorePeers.Token));
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        foreach (var warning in identity.Warnings)
            Log.Certificate(logger, warning);
        _listener = await ListenAsync(cancellationToken);
        Log.Listening(logger, _listener.LocalEndPoint, engine.Name);
        keeper.Restore();
        _remembering = GuardAsync(admitted.RunAsync(_noMoreLink.Token));
        _keeping = GuardAsync(keeper.RunAsync(_noMoreVisitors.Token));
        _accepting = GuardAsync(acceptor.RunAsync(_listener, _noMorePeers.Token));
        status.Listening(_listener.LocalEndPoint);
    }

    /// <summary>Takes new files into use for handshakes that begin from now on; sessions that are up stay as they are.</summary>
    private async Task<string> TakeAsync()
    {
        var next = identity.Load();
        if (_listener is null)
        {
            identity.Use(next);
            await BeginAsync(_noMorePeers.Token);
            return next.Description;
        }

        try
        {
            await _listener.RenewAsync(identity.CreateSecurity(next), _noMorePeers.Token);
        }
        catch (TransportException e)
        {
            throw new CertificateFileException($"the engine cannot use the certificate in {settings.CertificatePath}: {e.Message}", e);
        }

        identity.Use(next);
        return next.Description;
    }

    /// <summary>The links come last: a ControlApi or ScepServer of the same process listens only now.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _watching = GuardAsync(watch.RunAsync(_noMorePeers.Token));
        _linking = GuardAsync(LinkAsync());
        return Task.CompletedTask;
    }

    private async Task LinkAsync()
    {
        try
        {
            await link.RunAsync(Introduce(await status.WaitListeningAsync(_noMoreLink.Token)), _noMoreLink.Token);
        }
        catch (OperationCanceledException) when (_noMoreLink.IsCancellationRequested)
        {
            // It ended before it began.
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>No more visitors and peers; ask; wait; close; give everything back.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _noMoreVisitors.CancelAsync();
        await _noMorePeers.CancelAsync();
        await _renewing;
        await _keeping;
        keeper.StopAccepting();
        await targets.EndAsync();
        await _accepting;
        await _watching;
        await drain.RunAsync(cancellationToken);
        // Also ends connectors that were just being admitted.
        if (_listener is not null)
            await _listener.DisposeAsync();
        await acceptor.WhenAllLeftAsync();
        await keeper.ReleaseAllAsync();
        await _noMoreLink.CancelAsync();
        await _linking;
        await _remembering;
    }

    public void Dispose()
    {
        _noMorePeers.Dispose();
        _noMoreVisitors.Dispose();
        _noMoreLink.Dispose();
    }

    private async Task<ITransportListener> ListenAsync(CancellationToken cancellationToken)
    {
        ListenAddress.Warn(logger, settings.Address, settings.Visitors.Address);
        var address = new IPEndPoint(ListenAddress.Usable(settings.Address), settings.Port);
        try
        {
            return await engine.ListenAsync(
                new ListenOptions
                {
                    Address = address,
                    Security = identity.CreateSecurity(),
                    Limits = settings.Sessions.CreateLimits(settings.Windows, settings.Sessions.HandshakeTimeout, MaxIncomingStreams),
                    Handshakes = settings.Handshakes,
                    ResetSecret = ResetSecret.LoadOrCreate(state),
                },
                cancellationToken
            );
        }
        catch (TransportException e)
        {
            var fix = e.Error == TransportError.AddressInUse ? "; end the program that uses it, or set Gateway:Port" : "";
            throw new StartupException($"cannot listen for connectors on {address}: {e.Message}{fix}", e);
        }
    }

    /// <summary>A connector opens its control stream and nothing else; the others let a broken one be told so.</summary>
    private const int MaxIncomingStreams = 4;

    private AttachGateway Introduce(IPEndPoint address) =>
        new()
        {
            GatewayId = settings.Id,
            Software = Software,
            SessionAddress = address.ToString(),
            Engine = engine.Name,
        };

    private Task GuardAsync(Task part) => failure.GuardAsync(part, exception => Log.Died(logger, exception));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Listening for connectors on {Address} (engine {Engine})", EventName = "GatewayListening")]
        public static partial void Listening(ILogger logger, IPEndPoint address, string engine);

        [LoggerMessage(2, LogLevel.Warning, "Own certificate: {Warning}", EventName = "CertificateWarning")]
        public static partial void Certificate(ILogger logger, string warning);

        [LoggerMessage(3, LogLevel.Warning, "Gateway:Admission:Verify is false: revoked certificates are admitted until they expire", EventName = "VerifyOff")]
        public static partial void NotVerifying(ILogger logger);

        [LoggerMessage(4, LogLevel.Critical, "A part of the gateway has died", EventName = "GatewayDied")]
        public static partial void Died(ILogger logger, Exception failure);
    }
}
