using System.Net;
using SocketWarp.Protocol;
using SocketWarp.Transport.Ngtcp2.Connections;
using SocketWarp.Transport.Ngtcp2.Interop;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Ngtcp2.Relay;

/// <summary>A connector's half: reads the opening, dials the target, answers, and lets bytes flow.</summary>
internal sealed class TargetTunnel(QuicConnection connection, RelayContext context, ITargetTunnel tunnel) : SocketTunnel(connection, context, tunnel)
{
    private EndPoint[] _addresses = [];
    private int _next;
    private ErrorCode? _failure; // the most telling one so far
    private ulong _dialEnds;
    private Phase _phase = Phase.Opening;

    private enum Phase
    {
        Opening,
        Dialling,
        Relaying,
    }

    internal override void OnSocketEvents(uint events)
    {
        if (_phase == Phase.Relaying) OnConnectedEvents(events);
        else if ((events & (NativeSystem.EPOLLOUT | NativeSystem.EPOLLERR | NativeSystem.EPOLLHUP)) != 0) Connected(events);
    }

    protected override void OnOpeningRead()
    {
        _phase = Phase.Dialling;
        try
        {
            SetTimer(tunnel.DialTimeout);
            _dialEnds = Context.Loop.Now + (ulong)tunnel.DialTimeout.TotalNanoseconds;
            var target = tunnel.Target;
            if (target.IsUnix || target.Literal != null) Resolve(target);
            else if (!Context.Descriptors.HasRoom) RefuseShort();
            else ThreadPool.UnsafeQueueUserWorkItem(_ => Resolve(target), null);
        }
        catch (Exception exception)
        {
            Context.HandlerFailed(exception);
            Abort(TunnelEnd.Rejected, (ulong)ErrorCode.Internal);
        }
    }

    protected override void OnDeadline()
    {
        switch (_phase)
        {
            case Phase.Opening:
                Abort(TunnelEnd.Rejected, (ulong)ErrorCode.TooSlow);
                break;
            case Phase.Dialling:
                DialFailed(ErrorCode.TargetTimeout);
                break;
            default:
                EndWait();
                break;
        }
    }

    /// <summary>Names are looked up off the loop; the dial timeout bounds the wait, whatever the resolver does.</summary>
    private async void Resolve(TargetAddress target)
    {
        try
        {
            var addresses = await Context.Resolve(target, CancellationToken.None).ConfigureAwait(false);
            Context.Loop.Post(() => Dial(addresses));
        }
        catch (Exception exception)
        {
            var code = exception is TargetDialException dial ? dial.Code : ErrorCode.TargetUnknown;
            Context.Loop.Post(() => Abort(TunnelEnd.DialFailed, (ulong)code));
        }
    }

    private void Dial(EndPoint[] addresses)
    {
        if (IsOver) return;
        _addresses = addresses;
        DialNext();
    }

    private void DialNext()
    {
        while (_next < _addresses.Length)
        {
            var error = Socket.Connect(_addresses[_next++]);
            if (error == 0)
            {
                ShareTime();
                return;
            }

            Note(CodeOf(error));
        }

        Abort(TunnelEnd.DialFailed, (ulong)_failure!);
    }

    private void DialFailed(ErrorCode code)
    {
        Socket.Close();
        Note(code);
        DialNext();
    }

    /// <summary>Looking up a name takes descriptors too.</summary>
    private void RefuseShort()
    {
        Context.DescriptorsAreShort();
        Abort(TunnelEnd.DialFailed, (ulong)ErrorCode.LimitReached);
    }

    private void Note(ErrorCode code) => _failure = _failure is { } earlier ? DialErrors.Worse(earlier, code) : code;

    private ErrorCode CodeOf(int error) => DialErrors.FromConnect(SocketErrors.OfDial(error), tunnel.Target.IsUnix);

    /// <summary>Each address that is left gets an equal part of the dial timeout, so that a silent one does not eat the others'.</summary>
    private void ShareTime()
    {
        if (tunnel.DialTimeout == Timeout.InfiniteTimeSpan) return;
        var now = Context.Loop.Now;
        var left = _dialEnds > now ? _dialEnds - now : 0;
        SetTimer(TimeSpan.FromMicroseconds(left / 1000.0 / (_addresses.Length - _next + 1)));
    }

    private void Connected(uint events)
    {
        var error = Socket.PendingError;
        if (error != 0)
        {
            DialFailed(CodeOf(error));
            return;
        }

        if ((events & NativeSystem.EPOLLOUT) == 0) return;
        StopTimer();
        _phase = Phase.Relaying;
        Socket.CanWrite = true;
        StartRelay();
        Settle();
    }
}
