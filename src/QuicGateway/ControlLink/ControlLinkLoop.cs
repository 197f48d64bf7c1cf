using System.Net.Sockets;
using System.Security.Authentication;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SocketWarp.Base;
using SocketWarp.Base.Files;
using SocketWarp.Pki;
using SocketWarp.Pki.Files;
using SocketWarp.Pki.Peers;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Control;
using SocketWarp.QuicGateway.Publishing;
using SocketWarp.QuicGateway.Sessions;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.QuicGateway.Telemetry;

namespace SocketWarp.QuicGateway.ControlLink;

/// <summary>Keeps the link to ControlApi for as long as the process lives; everything else goes on without it.</summary>
internal sealed partial class ControlLinkLoop(
    ControlLinkSettings settings,
    FileWatch watch,
    AssignmentKeeper keeper,
    SessionRegistry registry,
    ReportOutbox outbox,
    CounterReporter counters,
    GatewayMetrics metrics,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<ControlLinkLoop> logger
)
{
    private const string Ended = "ControlApi ended the link";

    private readonly Backoff _backoff = new(settings.MinimumDelay, settings.MaximumDelay);
    private ServerTrust? _trust;
    private readonly string?[] _lastFailures = new string?[settings.Address.Count];
    private int _current; // of the addresses
    private bool _isBehind; // some ControlApi of this round
    private bool _takesAny; // also assignments of an older revision than those that are here
    private int _begun; // the one with which this round of attempts began

    /// <summary>True while the link is up.</summary>
    public bool IsAttached { get; private set; }

    private Uri Address => settings.Address[_current];

    public async Task RunAsync(AttachGateway attach, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                _trust ??= watch.Trust(settings.CaPath, "Gateway:Control:CaPath");
                using var channel = ControlChannel.Create(Address, settings, _trust);
                await AttachAsync(channel, attach, stopping);
                Report(Ended);
            }
            catch (Exception e) when (IsCancelled(e) && stopping.IsCancellationRequested)
            {
                return;
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.FailedPrecondition)
            {
                _isBehind = true;
                Report(Reason(e));
            }
            catch (Exception e) when (e is RpcException or IOException or UnauthorizedAccessException or OperationCanceledException or CertificateFileException)
            {
                Report(Reason(e));
            }

            _current = (_current + 1) % settings.Address.Count;
            if (_current != _begun)
                continue;
            // All were asked, and those that answer have less: their store was put back, and what it has now holds.
            (_takesAny, _isBehind) = (_isBehind, false);
            await Task.Delay(_backoff.Next(), time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task AttachAsync(GrpcChannel channel, AttachGateway attach, CancellationToken stopping)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        using var call = new GatewayControl.GatewayControlClient(channel).Attach(
            await ControlChannel.AuthorizationAsync(settings, ending.Token),
            cancellationToken: ending.Token
        );
        attach.AppliedRevision = _takesAny ? 0 : keeper.Revision;
        var first = await BeginAsync(call, attach, ending.Token);
        _takesAny = _isBehind = false;
        try
        {
            outbox.Open();
            registry.Visit(session => outbox.Post(SessionReporter.Describe(session)));
            keeper.Accept(first);
            _backoff.Reset();
            IsAttached = true;
            _lastFailures[_current] = null;
            // A link that ends as soon as it is there must not be followed by the next one without a pause.
            _begun = (_current + 1) % settings.Address.Count;
            metrics.Attached();
            Log.Attached(logger, Address, first.Snapshot.Revision, first.Snapshot.Assignments.Count);
            var receiving = ReceiveAsync(call, ending.Token);
            await FirstOf(ending, receiving, SendAsync(call, receiving, ending.Token), counters.RunAsync(ending.Token));
        }
        finally
        {
            IsAttached = false;
            outbox.Close();
        }
    }

    /// <summary>Runs all until one ends, then ends the others; the first one's reason counts.</summary>
    private static async Task FirstOf(CancellationTokenSource ending, params Task[] tasks)
    {
        var first = await Task.WhenAny(tasks);
        await ending.CancelAsync();
        await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }

    private async Task ReceiveAsync(AsyncDuplexStreamingCall<GatewayReport, ControlUpdate> call, CancellationToken cancellationToken)
    {
        await foreach (var update in call.ResponseStream.ReadAllAsync(cancellationToken))
            keeper.Accept(update);
    }

    /// <param name="receiving">Knows why the call ended: a writer only hears that it was cancelled.</param>
    private async Task SendAsync(AsyncDuplexStreamingCall<GatewayReport, ControlUpdate> call, Task receiving, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                foreach (var report in await outbox.TakeAsync(cancellationToken))
                    await call.RequestStream.WriteAsync(report, cancellationToken);
            }
        }
        catch (Exception e) when (IsCancelled(e) && !cancellationToken.IsCancellationRequested)
        {
            await receiving;
        }
    }

    /// <summary>Says who we are and waits for the snapshot that every link begins with.</summary>
    private async Task<ControlUpdate> BeginAsync(
        AsyncDuplexStreamingCall<GatewayReport, ControlUpdate> call,
        AttachGateway attach,
        CancellationToken cancellationToken
    )
    {
        using var timeout = new CancellationTokenSource(settings.ConnectTimeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        // Not awaited first, because only a reader learns why a call failed.
        var writing = call.RequestStream.WriteAsync(new GatewayReport { Attach = attach }, linked.Token);
        try
        {
            var begun = await call.ResponseStream.MoveNext(linked.Token) && call.ResponseStream.Current.KindCase == ControlUpdate.KindOneofCase.Snapshot;
            return begun ? call.ResponseStream.Current : throw new IOException("ControlApi did not begin with a snapshot");
        }
        catch (Exception e) when (IsCancelled(e) && timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"ControlApi sent no snapshot within {DurationText.Format(settings.ConnectTimeout)}");
        }
        finally
        {
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static bool IsCancelled(Exception failure) => failure is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled };

    /// <summary>The cause below gRPC where there is one: its own words name an address that it made up when the real one is a Unix socket's.</summary>
    private static string Reason(Exception failure) =>
        failure switch
        {
            RpcException { Status.DebugException: HttpRequestException { InnerException: SocketException or AuthenticationException } http } =>
                http.InnerException!.Message,
            RpcException { Status.DebugException: HttpRequestException http } => http.Message,
            RpcException { StatusCode: StatusCode.OK } => Ended,
            RpcException call => PeerText.Clean(call.Status.Detail),
            _ => failure.Message,
        };

    /// <summary>A link that is lost while we stop is no fault: a ControlApi of the same process stops with us.</summary>
    private void Report(string reason)
    {
        if (_lastFailures[_current] != Validity.WithoutClock(reason) && !lifetime.ApplicationStopping.IsCancellationRequested)
            Log.Lost(logger, Address, reason);
        else
            Log.StillLost(logger, Address, reason);
        _lastFailures[_current] = Validity.WithoutClock(reason);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Attached to ControlApi at {Address}: revision {Revision}, {Count} assignments", EventName = "ControlAttached")]
        public static partial void Attached(ILogger logger, Uri address, ulong revision, int count);

        [LoggerMessage(2, LogLevel.Warning, "No link to ControlApi at {Address}: {Reason}; tunnels and ports go on without it", EventName = "ControlLost")]
        public static partial void Lost(ILogger logger, Uri address, string reason);

        [LoggerMessage(3, LogLevel.Debug, "Still no link to ControlApi at {Address}: {Reason}", EventName = "ControlStillLost")]
        public static partial void StillLost(ILogger logger, Uri address, string reason);
    }
}
