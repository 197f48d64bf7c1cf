using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Frames;
using SocketWarp.Protocol.Session;
using SocketWarp.QuicGateway.Admission;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.QuicGateway.Telemetry;
using SocketWarp.Sessions.Control;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.QuicGateway.Sessions;

/// <summary>The life of one peer: admission, the claim of its uid, service, end.</summary>
internal sealed partial class SessionHost(
    GatewaySettings settings,
    PeerAdmission admission,
    SessionReview review,
    SessionRegistry registry,
    GatewayMetrics metrics,
    TimeProvider time,
    ILogger<SessionHost> logger,
    ILogger<GatewaySession> sessionLogger
)
{
    /// <summary>The peer may close first, so that Refused is not lost with the connection.</summary>
    private static readonly TimeSpan RefusalTimeout = TimeSpan.FromSeconds(1);

    private ulong _sessions;

    /// <summary>Runs a session and handles its own failures.</summary>
    /// <param name="pending">Disposed when the peer is in or out.</param>
    /// <param name="stopping">Ends admission; a session that is up ends when its transport is closed.</param>
    public async Task RunAsync(ITransportSession transport, IDisposable pending, CancellationToken stopping)
    {
        await using (transport)
        {
            try
            {
                var admitted = await AdmitAsync(transport, stopping);
                pending.Dispose();
                if (admitted is var (session, decision))
                    await ServeAsync(session, decision);
            }
            catch (OperationCanceledException)
            {
                await transport.CloseAsync((ulong)ErrorCode.ShuttingDown, "the gateway is shutting down");
            }
            catch (IOException e)
            {
                Log.Left(logger, transport.RemoteEndPoint, e.Message);
            }
            catch (Exception e)
            {
                Log.Broken(logger, transport.RemoteEndPoint, e);
                await transport.CloseAsync((ulong)ErrorCode.Internal, "the gateway failed");
            }
            finally
            {
                pending.Dispose();
            }
        }
    }

    /// <returns>null when the peer was refused.</returns>
    private async Task<(GatewaySession Session, AdmissionDecision Decision)?> AdmitAsync(ITransportSession transport, CancellationToken stopping)
    {
        var (decision, control, hello) = await admission.DecideAsync(transport, stopping);
        if (!decision.IsAdmitted)
        {
            await RefuseAsync(transport, control, decision.Refusal, stopping);
            return null;
        }

        var session = Create(decision.Uid, decision.Rules, transport, control, hello);
        if (!await registry.TryClaimAsync(session, stopping))
        {
            await RefuseAsync(transport, control, new Refusal(ErrorCode.DuplicateUid, $"another live session has the uid {decision.Uid}"), stopping);
            return null;
        }

        try
        {
            await session.WelcomeAsync(settings.Id, stopping);
            return (session, decision);
        }
        catch
        {
            registry.Down(session, default);
            throw;
        }
    }

    private GatewaySession Create(string uid, ClientGrants rules, ITransportSession transport, ControlStream? control, Hello hello)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        var description = new GatewaySessionDescription(
            id,
            Interlocked.Increment(ref _sessions),
            uid,
            hello,
            time.GetUtcNow(),
            transport.PeerCertificate.NotAfter
        );
        GatewaySession session = control is null
            ? new LegacyGatewaySession(description, transport, settings.Sessions.MaxLegacyTunnels)
            : new NativeGatewaySession(description, transport, control, settings.Sessions, time, sessionLogger);
        session.SetRules(rules);
        return session;
    }

    private async Task ServeAsync(GatewaySession session, AdmissionDecision decision)
    {
        Log.Up(logger, session.Uid, session.Id, session.Transport.RemoteEndPoint, session.Transport.Protocol, PeerText.Clean(session.Description.Hello.Name));
        metrics.SessionUp();
        registry.Up(session);
        using var ended = new CancellationTokenSource();
        var serving = session.ServeAsync(() => registry.Draining(session), ended.Token);
        var reviewing = review.RunAsync(session, decision, ended.Token);
        var checking = registry.CheckPredecessorAsync(session);
        var close = await session.Transport.Closed;
        registry.Down(session, close);
        metrics.SessionDown();
        Log.Down(logger, session.Uid, session.Id, close);
        await ended.CancelAsync();
        await Task.WhenAll(serving, reviewing, checking);
    }

    private async Task RefuseAsync(ITransportSession transport, ControlStream? control, Refusal refusal, CancellationToken stopping)
    {
        metrics.SessionRefused(refusal.Code);
        Log.Refused(logger, transport.RemoteEndPoint, PeerText.Clean(transport.PeerCertificate.Subject), refusal.Code, refusal.Reason);
        if (control is not null)
        {
            using var timeout = new CancellationTokenSource(RefusalTimeout, time);
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping);
            try
            {
                await control.SendAsync(FrameKind.Refused, new Refused { Code = (ulong)refusal.Code, Reason = PeerText.Clean(refusal.Reason) }, linked.Token);
                await transport.Closed.WaitAsync(linked.Token);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The close says the same.
            }
        }

        await transport.CloseAsync((ulong)refusal.Code, PeerText.Clean(refusal.Reason));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Session {Session} of {Uid} from {Peer} is up ({Protocol}, \"{Name}\")", EventName = "SessionUp")]
        public static partial void Up(ILogger logger, string uid, string session, System.Net.IPEndPoint peer, string protocol, string name);

        [LoggerMessage(2, LogLevel.Information, "Session {Session} of {Uid} is down: {Close}", EventName = "SessionDown")]
        public static partial void Down(ILogger logger, string uid, string session, SessionClose close);

        [LoggerMessage(3, LogLevel.Warning, "Refused {Peer} with certificate {Subject}: {Code}: {Reason}", EventName = "SessionRefused")]
        public static partial void Refused(ILogger logger, System.Net.IPEndPoint peer, string subject, ErrorCode code, string reason);

        [LoggerMessage(4, LogLevel.Debug, "{Peer} left before it was admitted: {Reason}", EventName = "PeerLeft")]
        public static partial void Left(ILogger logger, System.Net.IPEndPoint peer, string reason);

        [LoggerMessage(5, LogLevel.Error, "The session with {Peer} failed", EventName = "SessionBroken")]
        public static partial void Broken(ILogger logger, System.Net.IPEndPoint peer, Exception failure);
    }
}
