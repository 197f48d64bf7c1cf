using Microsoft.Extensions.Logging;
using SocketWarp.Base;
using SocketWarp.Connector.Settings;
using SocketWarp.Protocol;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Connector.Sessions;

/// <summary>One session from the moment that it is up until its end; the wires differ in what is said beside the tunnels.</summary>
internal abstract partial class ConnectorSession(SessionContext context) : IAsyncDisposable
{
    public GatewayAddress Gateway => context.Gateway;

    public string Protocol => Transport.Protocol;

    /// <summary>What the gateway calls this session, or empty.</summary>
    public virtual string Id => "";

    /// <summary>Completes when the gateway wants no new tunnels here: time to dial again while this session's tunnels end.</summary>
    public virtual Task GatewayDrains { get; } = new TaskCompletionSource().Task;

    /// <summary>Completes when this session's certificate was renewed, where the wire lets a new session take over; else never.</summary>
    public virtual Task WantsSuccessor { get; } = new TaskCompletionSource().Task;

    /// <summary>Whether the gateway lets a successor that names this session come up beside it.</summary>
    public virtual bool CanBeReplaced => false;

    /// <summary>Whether the gateway was asked to send no more tunnels here.</summary>
    public virtual bool HandedOver => false;

    public bool IsClosed => Transport.Closed.IsCompleted;

    protected SessionContext Context => context;

    protected ITransportSession Transport => context.Transport;

    protected ILogger Logger => context.Logger;

    /// <summary>
    /// Completes when it is known whether the gateway has taken us: at once, where the protocol says so beforehand. Tunnels are served meanwhile.
    /// </summary>
    public virtual Task SettleAsync(CancellationToken stopping) => Task.CompletedTask;

    /// <summary>Serves until the session ends, or until <paramref name="stopping"/> and all tunnels have ended or the drain period has.</summary>
    public async Task<AttemptResult> RunAsync(TimeSpan drainPeriod, CancellationToken stopping)
    {
        using var ending = new CancellationTokenSource();
        var serving = ServeAsync(ending.Token);
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (stopping.Register(stop.SetResult))
        {
            await Task.WhenAny(Transport.Closed, stop.Task);
        }

        if (!Transport.Closed.IsCompleted)
            await EndAsync(drainPeriod);
        await ending.CancelAsync();
        await serving;
        return ResultOf(await Transport.Closed);
    }

    /// <summary>
    /// Asks the gateway for no more tunnels, so that another session may have our uid; returns once it knows, where that one must wait for it, or the
    /// session has ended. Those that there are go on.
    /// </summary>
    public virtual Task HandOverAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public virtual ValueTask DisposeAsync() => Transport.DisposeAsync();

    /// <summary>Reads and answers until the session ends; sees to its own failures.</summary>
    protected abstract Task ServeAsync(CancellationToken cancellationToken);

    /// <summary>Asks the gateway for no more tunnels, where the wire can, and waits for the end of those that there are.</summary>
    protected abstract Task DrainAsync(TimeSpan period, CancellationToken cancellationToken);

    /// <summary>What the session's end means for the next attempt.</summary>
    protected virtual AttemptResult ResultOf(SessionClose close) =>
        new(AttemptKind.Ended, close.Kind == SessionCloseKind.ClosedByPeer ? (ErrorCode)close.Code : ErrorCode.None, close.ToString());

    private async Task EndAsync(TimeSpan period)
    {
        if (context.Tunnels.Active is > 0 and var open)
            Log.Draining(Logger, Gateway, open, DurationText.Rounded(period));
        using var deadline = new CancellationTokenSource(period, context.Time);
        try
        {
            await DrainAsync(period, deadline.Token);
        }
        catch (OperationCanceledException)
        {
            if (context.Tunnels.Active is > 0 and var cut)
                Log.DrainEnded(Logger, cut, Gateway);
        }
        catch (IOException)
        {
            // The session ended meanwhile; its own reason is what counts.
        }

        await Transport.CloseAsync((ulong)ErrorCode.ShuttingDown, "the connector is shutting down");
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Draining the session with {Gateway}: {Tunnels} tunnels have {Period} to finish", EventName = "Draining")]
        public static partial void Draining(ILogger logger, GatewayAddress gateway, int tunnels, string period);

        [LoggerMessage(2, LogLevel.Warning, "{Tunnels} tunnels through {Gateway} were cut: they did not finish in time", EventName = "DrainEnded")]
        public static partial void DrainEnded(ILogger logger, int tunnels, GatewayAddress gateway);
    }
}
