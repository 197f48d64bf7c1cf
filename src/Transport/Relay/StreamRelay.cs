using SocketWarp.Protocol;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Relay;

/// <summary>Joins two duplex streams: each gets the other's bytes and the other's end, a clean one as an end and a reset as a reset.</summary>
public sealed class StreamRelay
{
    private readonly IDuplexStream _near;
    private readonly IDuplexStream _far;
    private readonly RelayDirection _toFar;
    private readonly RelayDirection _toNear;
    private readonly TimeSpan _discardTimeout;
    private readonly Lock _lock = new();
    private RelayOutcome? _failure;
    private int _unwanted; // directions

    private StreamRelay(IDuplexStream near, IDuplexStream far, TimeSpan discardTimeout, TunnelCounters? counters)
    {
        (_near, _far, _discardTimeout) = (near, far, discardTimeout);
        _toFar = new RelayDirection(near, far, counters is null ? null : counters.AddToPeer);
        _toNear = new RelayDirection(far, near, counters is null ? null : counters.AddToSocket);
    }

    /// <summary>Moves bytes both ways until both directions are over. Takes over both streams, disposes them, and never throws.</summary>
    /// <param name="discardTimeout">
    /// How long a stream whose bytes the other no longer wants is read on after the other direction has ended; see <see cref="SocketOptions.DiscardTimeout"/>.
    /// </param>
    /// <param name="counters">Live figures, added to as bytes move: the far stream is the peer, the near one the socket. Null: none.</param>
    /// <param name="stop">Ends the relay at once: both streams are aborted with <c>ErrorCode.ShuttingDown</c>.</param>
    public static Task<RelayOutcome> RunAsync(
        IDuplexStream near,
        IDuplexStream far,
        TimeSpan discardTimeout,
        TunnelCounters? counters = null,
        CancellationToken stop = default
    ) => RunAsync(near, far, discardTimeout, counters, null, stop);

    /// <param name="opening">Reads what the far stream sends before its raw bytes; answers with the code of a refusal, or null.</param>
    internal static async Task<RelayOutcome> RunAsync(
        IDuplexStream near,
        IDuplexStream far,
        TimeSpan discardTimeout,
        TunnelCounters? counters,
        Func<Task<ulong?>>? opening,
        CancellationToken stop
    )
    {
        var relay = new StreamRelay(near, far, discardTimeout, counters);
        using var limit = new CancellationTokenSource();
        var registration = stop.UnsafeRegister(static relay => ((StreamRelay)relay!).Stop(), relay);
        // Two pumps, always joined.
        await Task.WhenAll(relay.MoveAsync(relay._toFar, null, limit), relay.MoveAsync(relay._toNear, opening, limit)).ConfigureAwait(false);
        await registration.DisposeAsync().ConfigureAwait(false);
        await near.DisposeAsync().ConfigureAwait(false);
        await far.DisposeAsync().ConfigureAwait(false);
        return relay.Outcome;
    }

    private RelayOutcome Outcome
    {
        get
        {
            var unwanting =
                _toFar.IsUnwanted ? _far
                : _toNear.IsUnwanted ? _near
                : null;
            var end = _failure ?? new RelayOutcome(unwanting is null ? RelayEnd.Completed : RelayEnd.Unwanted, unwanting, 0, null, 0, 0);
            return end with { BytesToFar = _toFar.Bytes, BytesToNear = _toNear.Bytes };
        }
    }

    /// <summary>Whatever goes wrong in one direction ends the relay, so that the other cannot wait for ever.</summary>
    private async Task MoveAsync(RelayDirection direction, Func<Task<ulong?>>? opening, CancellationTokenSource discardLimit)
    {
        try
        {
            if (opening is not null && await opening().ConfigureAwait(false) is { } refusal)
            {
                Fail(RelayEnd.Refused, direction.Culprit, refusal, null);
                return;
            }

            var ended = await direction.MoveAsync().ConfigureAwait(false);
            if (ended || Interlocked.Increment(ref _unwanted) == 2)
                discardLimit.CancelAfter(_discardTimeout);
            // What a side that wants no more still sends itself must arrive whole: socket-warp 1.3 ends with FIN and STOP_SENDING at once.
            if (!ended)
                await direction.DiscardAsync(discardLimit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The relay has ended, and what ended it has said why, or is about to.
            Stop();
        }
        catch (StreamResetException e)
        {
            Fail(RelayEnd.Reset, direction.Culprit, e.Code, e);
        }
        catch (Exception e)
        {
            Fail(RelayEnd.Lost, direction.Culprit, e is IOException ? 0 : (ulong)ErrorCode.Internal, e);
        }
    }

    private void Stop() => Fail(RelayEnd.Stopped, null, (ulong)ErrorCode.ShuttingDown, null);

    /// <summary>The first reason wins and aborts both streams, which makes both directions return.</summary>
    private void Fail(RelayEnd end, IDuplexStream? by, ulong code, Exception? error)
    {
        lock (_lock)
        {
            if (_failure is not null)
                return;
            _failure = new RelayOutcome(end, by, code, error, 0, 0);
        }

        _near.Abort(code);
        _far.Abort(code);
    }
}
