using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using SocketWarp.Protocol;
using SocketWarp.Transport.Relay;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Transport.Tunnels;

/// <summary>
/// Tunnels between a socket and a stream's pipes, for engines whose loop owns no sockets and for sessions of another engine.
/// Both calls take over what they are given, never throw, and end with exactly one <see cref="ITunnel.Ended"/>.
/// </summary>
internal sealed partial class PumpedTunnel(ITunnel tunnel, SocketOptions options, ILogger logger, CancellationToken stop)
{
    private Socket? _socket;
    private ITransportStream? _stream;
    private bool _relayed; // the relay has taken over both

    /// <param name="stop">Ends the tunnel at once: socket and stream are reset.</param>
    public static Task<TunnelOutcome> RunVisitorAsync(
        Socket visitor,
        ITransportSession session,
        ITunnel tunnel,
        SocketOptions options,
        ILogger logger,
        CancellationToken stop
    ) => new PumpedTunnel(tunnel, options, logger, stop).RunAsync(run => run.VisitorAsync(visitor, session));

    /// <param name="stop">Ends the tunnel at once: socket and stream are reset.</param>
    public static Task<TunnelOutcome> RunTargetAsync(
        ITransportStream stream,
        ITargetTunnel tunnel,
        TargetDialer dialer,
        SocketOptions options,
        ILogger logger,
        CancellationToken stop
    ) => new PumpedTunnel(tunnel, options, logger, stop).RunAsync(run => run.TargetAsync(stream, tunnel, dialer));

    private async Task<TunnelOutcome> RunAsync(Func<PumpedTunnel, Task<TunnelOutcome>> run)
    {
        TunnelOutcome outcome;
        try
        {
            outcome = await run(this).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            outcome = Failure(e);
        }

        if (!_relayed)
        {
            _socket?.Reset();
            _stream?.Abort(outcome.Code);
            if (_stream is not null)
                await _stream.DisposeAsync().ConfigureAwait(false);
        }

        Log.Ended(logger, _stream?.Id, outcome);
        try
        {
            tunnel.Ended(outcome);
        }
        catch (Exception e)
        {
            Log.Fault(logger, _stream?.Id, e);
        }

        return outcome;
    }

    /// <summary>The visitor may speak before the target has answered, so both directions start at once.</summary>
    private async Task<TunnelOutcome> VisitorAsync(Socket visitor, ITransportSession session)
    {
        _socket = visitor;
        using var opening = new Deadline(tunnel.OpeningTimeout, TimeProvider.System, stop);
        visitor.Tune(options);
        try
        {
            _stream = await session.OpenStreamAsync(opening.Token).ConfigureAwait(false);
            await OpeningExchange.WriteAsync(_stream.Output, tunnel, opening.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (opening.Expired)
        {
            return Rejected((ulong)ErrorCode.TooSlow);
        }

        return await RelayAsync(() => ReadOpeningAsync(opening)).ConfigureAwait(false);
    }

    /// <summary>Nothing is sent before the target has answered: the answer goes first.</summary>
    private async Task<TunnelOutcome> TargetAsync(ITransportStream stream, ITargetTunnel target, TargetDialer dialer)
    {
        _stream = stream;
        using (var opening = new Deadline(tunnel.OpeningTimeout, TimeProvider.System, stop))
            if (await ReadOpeningAsync(opening).ConfigureAwait(false) is { } refusal)
                return Rejected(refusal);
        _socket = await DialAsync(target, dialer).ConfigureAwait(false);
        _socket.Tune(options);
        await OpeningExchange.WriteAsync(stream.Output, tunnel, stop).ConfigureAwait(false);
        return await RelayAsync(null).ConfigureAwait(false);
    }

    /// <returns>null when the opening is complete, else the code of its rejection.</returns>
    private async Task<ulong?> ReadOpeningAsync(Deadline opening)
    {
        try
        {
            var (status, code) = await OpeningExchange.ReadAsync(_stream!.Input, tunnel, opening.Token).ConfigureAwait(false);
            return status == OpeningStatus.Complete ? null : code;
        }
        catch (OperationCanceledException) when (opening.Expired)
        {
            return (ulong)ErrorCode.TooSlow;
        }
    }

    private async Task<Socket> DialAsync(ITargetTunnel target, TargetDialer dialer)
    {
        try
        {
            return await dialer.DialAsync(target.Target, target.DialTimeout, stop).ConfigureAwait(false);
        }
        catch (TargetDialException e)
        {
            Log.DialFailed(logger, _stream!.Id, e.Code, e.Message);
            if (e.Code == ErrorCode.LimitReached && dialer.Lines.Pass(out var more))
                Log.NotDialled(logger, e.Message, more);
            throw;
        }
    }

    private async Task<TunnelOutcome> RelayAsync(Func<Task<ulong?>>? opening)
    {
        _relayed = true;
        var socket = new SocketStream(_socket!, options);
        var relayed = await StreamRelay.RunAsync(socket, _stream!, options.DiscardTimeout, tunnel.Counters, opening, stop).ConfigureAwait(false);
        var outcome = relayed.End switch
        {
            RelayEnd.Completed => new TunnelOutcome(TunnelEnd.Completed, 0, 0, 0),
            RelayEnd.Unwanted => new TunnelOutcome(TunnelEnd.PeerReset, 0, 0, 0),
            RelayEnd.Refused => Rejected(relayed.Code),
            RelayEnd.Reset when relayed.By == socket => new TunnelOutcome(TunnelEnd.SocketReset, relayed.Code, 0, 0),
            RelayEnd.Stopped => Failure(new OperationCanceledException()),
            _ => Failure(relayed.Error!),
        };
        return outcome with { BytesToPeer = relayed.BytesToFar, BytesToSocket = relayed.BytesToNear };
    }

    private static TunnelOutcome Rejected(ulong code) => new(TunnelEnd.Rejected, code, 0, 0);

    private TunnelOutcome Failure(Exception e)
    {
        switch (e)
        {
            case StreamResetException reset:
                return new TunnelOutcome(TunnelEnd.PeerReset, reset.Code, 0, 0);
            case TargetDialException dial:
                return new TunnelOutcome(DialErrors.EndOf(dial.Code), (ulong)dial.Code, 0, 0);
            case SocketException:
                return new TunnelOutcome(TunnelEnd.SocketReset, (ulong)ErrorCode.SocketReset, 0, 0);
            case IOException:
                return new TunnelOutcome(TunnelEnd.SessionLost, 0, 0, 0);
            case OperationCanceledException:
                return new TunnelOutcome(TunnelEnd.SessionLost, (ulong)ErrorCode.ShuttingDown, 0, 0);
            default:
                Log.Fault(logger, _stream?.Id, e);
                return new TunnelOutcome(TunnelEnd.SessionLost, (ulong)ErrorCode.Internal, 0, 0);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Trace, "Stream {Stream}: target not dialled, {Code}: {Reason}", EventName = "DialFailed")]
        public static partial void DialFailed(ILogger logger, long stream, ErrorCode code, string reason);

        [LoggerMessage(2, LogLevel.Trace, "Stream {Stream}: tunnel ended, {Outcome}", EventName = "Ended")]
        public static partial void Ended(ILogger logger, long? stream, TunnelOutcome outcome);

        [LoggerMessage(3, LogLevel.Error, "Stream {Stream}: tunnel ended by a fault in this program", EventName = "Fault")]
        public static partial void Fault(ILogger logger, long? stream, Exception exception);

        [LoggerMessage(4, LogLevel.Warning, TargetDialer.NotDialled, EventName = "NotDialled")]
        public static partial void NotDialled(ILogger logger, string reason, string more);
    }
}
