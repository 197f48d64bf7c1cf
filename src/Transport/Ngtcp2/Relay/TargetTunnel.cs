using SocketWarp.Protocol;
using SocketWarp.Transport.Ngtcp2.Connections;
using SocketWarp.Transport.Ngtcp2.Interop;
using SocketWarp.Transport.Ngtcp2.Loop;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Ngtcp2.Relay;

/// <summary>A connector's half: reads the opening, dials the target, answers, and lets bytes flow. The dial is in Dial.</summary>
internal sealed partial class TargetTunnel(QuicConnection connection, RelayContext context, ITargetTunnel tunnel) : SocketTunnel(connection, context, tunnel)
{
    private Phase _phase = Phase.Opening;

    private enum Phase
    {
        Opening,
        LookingUp,
        Dialling,
        Relaying,
    }

    internal override void OnSocketEvents(TunnelSocket socket, uint events)
    {
        if (_phase == Phase.Relaying)
            OnConnectedEvents(events);
        else if ((events & (NativeSystem.EPOLLOUT | NativeSystem.EPOLLERR | NativeSystem.EPOLLHUP)) != 0)
            OnDialled(socket, events);
    }

    protected override void OnOpeningRead()
    {
        _dialEnds = tunnel.DialTimeout == Timeout.InfiniteTimeSpan ? LoopTimer.Never : Context.Loop.Now + (ulong)tunnel.DialTimeout.TotalNanoseconds;
        try
        {
            var target = tunnel.Target;
            if (TargetDialer.AddressOf(target) is { } address)
                Dial(address);
            else if (Context.Dialer.Recall(target) is { } known)
                Dial(known);
            else if (!Context.Descriptors.HasRoom)
                RefuseShort();
            else
                LookUp(target);
        }
        catch (TargetDialException exception)
        {
            Abort(TunnelEnd.DialFailed, (ulong)exception.Code);
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
            case Phase.LookingUp:
                Abort(TunnelEnd.DialFailed, (ulong)ErrorCode.TargetNameTimeout);
                break;
            case Phase.Dialling:
                GoOnDialling();
                break;
            default:
                EndWait();
                break;
        }
    }

    /// <summary>Names are looked up off the loop; the dial timeout bounds the wait, whatever the resolver does.</summary>
    private void LookUp(TargetAddress target)
    {
        _phase = Phase.LookingUp;
        SetTimer(_dialEnds);
        Context.Track(token => ResolveAsync(target, token));
    }

    private async Task ResolveAsync(TargetAddress target, CancellationToken cancellationToken)
    {
        try
        {
            var addresses = await Context.Dialer.ResolveAsync(target, tunnel.DialTimeout, cancellationToken).ConfigureAwait(false);
            Context.Loop.Post(() => Dial(addresses));
        }
        catch (Exception exception)
        {
            var code = exception is TargetDialException dial ? dial.Code : ErrorCode.TargetNameFailed;
            Context.Loop.Post(() => Abort(TunnelEnd.DialFailed, (ulong)code));
        }
    }

    /// <summary>Refuses before the name is looked up, because that takes descriptors too.</summary>
    private void RefuseShort()
    {
        Context.DescriptorsAreShort();
        Abort(TunnelEnd.DialFailed, (ulong)ErrorCode.LimitReached);
    }

    private void Relay()
    {
        StopTimer();
        _phase = Phase.Relaying;
        Socket.CanWrite = true;
        StartRelay();
        Settle();
    }
}
