using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using SocketWarp.Protocol;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Transport.Tunnels;

/// <summary>One tunnel over one stream: the opening exchange, two pumps that are always joined, and one end.</summary>
internal sealed partial class TunnelRun(ITransportStream stream, ITunnel tunnel, SocketOptions options, ILogger logger) : IDisposable
{
    private readonly TunnelTraffic _traffic = new(tunnel.Counters);
    private readonly CancellationTokenSource _over = new();
    private readonly CancellationTokenSource _discardLimit = new();

    /// <summary>The visitor may speak before the target has answered, so both directions start at once.</summary>
    public async Task<TunnelOutcome> VisitorAsync(Socket visitor, Deadline opening, CancellationToken stop)
    {
        var registration = stop.UnsafeRegister(static run => ((TunnelRun)run!).Stop(), this);
        if (Adopt(visitor) && await GuardAsync(WriteOpeningAsync()).ConfigureAwait(false))
            await Task.WhenAll(GuardAsync(ToPeerAsync(visitor)), GuardAsync(ReadOpeningThenToSocketAsync(visitor, opening))).ConfigureAwait(false);
        await registration.DisposeAsync().ConfigureAwait(false);
        return await EndAsync().ConfigureAwait(false);
    }

    /// <summary>Nothing is sent before the target has answered: the answer goes first.</summary>
    public async Task<TunnelOutcome> TargetAsync(ITargetTunnel target, TargetDialer dialer, Deadline opening, CancellationToken stop)
    {
        var registration = stop.UnsafeRegister(static run => ((TunnelRun)run!).Stop(), this);
        if (await GuardAsync(ReadOpeningAsync(opening)).ConfigureAwait(false) && await GuardAsync(DialAsync(target, dialer)).ConfigureAwait(false)
            && await GuardAsync(WriteOpeningAsync()).ConfigureAwait(false))
        {
            await Task.WhenAll(GuardAsync(ToPeerAsync(_socket!)), GuardAsync(ToSocketAsync(_socket!))).ConfigureAwait(false);
        }

        await registration.DisposeAsync().ConfigureAwait(false);
        return await EndAsync().ConfigureAwait(false);
    }

    public void Dispose()
    {
        _over.Dispose();
        _discardLimit.Dispose();
    }

    private async Task<bool> WriteOpeningAsync()
    {
        await OpeningExchange.WriteAsync(stream.Output, tunnel).ConfigureAwait(false);
        return true;
    }

    private async Task<bool> ReadOpeningAsync(Deadline opening)
    {
        try
        {
            var (status, code) = await OpeningExchange.ReadAsync(stream.Input, tunnel, opening.Token).ConfigureAwait(false);
            if (status == OpeningStatus.Rejected)
                Fail(TunnelEnd.Rejected, code);
            return status == OpeningStatus.Complete;
        }
        catch (OperationCanceledException) when (opening.Expired)
        {
            Fail(TunnelEnd.Rejected, (ulong)ErrorCode.TooSlow);
            return false;
        }
    }

    private async Task<bool> DialAsync(ITargetTunnel target, TargetDialer dialer)
    {
        try
        {
            var socket = await dialer.DialAsync(target.Target, target.DialTimeout, _over.Token).ConfigureAwait(false);
            if (!Adopt(socket))
                return false;
            socket.Tune(options);
            return true;
        }
        catch (TargetDialException e)
        {
            Log.DialFailed(logger, stream.Id, e.Code, e.Message);
            if (e.Code == ErrorCode.LimitReached && dialer.Lines.Pass(out var more))
                Log.NotDialled(logger, e.Message, more);
            Fail(DialErrors.EndOf(e.Code), (ulong)e.Code);
            return false;
        }
    }

    private async Task<bool> ReadOpeningThenToSocketAsync(Socket socket, Deadline opening) =>
        await ReadOpeningAsync(opening).ConfigureAwait(false) && await ToSocketAsync(socket).ConfigureAwait(false);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Trace, "Stream {Stream}: target not dialled, {Code}: {Reason}", EventName = "TargetNotDialled")]
        public static partial void DialFailed(ILogger logger, long stream, ErrorCode code, string reason);

        [LoggerMessage(2, LogLevel.Trace, "Stream {Stream}: tunnel ended, {Outcome}", EventName = "StreamTunnelEnded")]
        public static partial void Ended(ILogger logger, long stream, TunnelOutcome outcome);

        [LoggerMessage(4, LogLevel.Warning, TargetDialer.NotDialled, EventName = "DescriptorsShort")]
        public static partial void NotDialled(ILogger logger, string reason, string more);

        [LoggerMessage(3, LogLevel.Error, "Stream {Stream}: tunnel ended by a fault in this program", EventName = "TunnelFault")]
        public static partial void Fault(ILogger logger, long stream, Exception exception);
    }
}
