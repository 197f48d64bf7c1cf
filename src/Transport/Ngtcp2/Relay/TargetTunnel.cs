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
    private int _lastError;
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
        SetTimer(tunnel.DialTimeout);
        var target = tunnel.Target;
        if (target.IsUnix) Dial([new System.Net.Sockets.UnixDomainSocketEndPoint(target.Host)]);
        else if (target.Literal is { } address) Dial([new IPEndPoint(address, target.Port)]);
        else LookUp(target);
    }

    protected override void OnDeadline()
    {
        switch (_phase)
        {
            case Phase.Opening:
                Abort(TunnelEnd.Rejected, (ulong)ErrorCode.TooSlow);
                break;
            case Phase.Dialling:
                Abort(TunnelEnd.DialFailed, (ulong)ErrorCode.TargetTimeout);
                break;
            default:
                EndLinger();
                break;
        }
    }

    /// <summary>Names are looked up off the loop; the dial timeout bounds the wait, whatever the resolver does.</summary>
    private void LookUp(TargetAddress target) =>
        ThreadPool.UnsafeQueueUserWorkItem(
            async _ =>
            {
                EndPoint[] addresses;
                try
                {
                    addresses = await TargetDialer.ResolveAsync(target, CancellationToken.None).ConfigureAwait(false);
                }
                catch (Exception)
                {
                    addresses = [];
                }

                Context.Loop.Post(() => Dial(addresses));
            },
            null);

    private void Dial(EndPoint[] addresses)
    {
        if (IsOver) return;
        _addresses = addresses;
        if (addresses.Length == 0) Abort(TunnelEnd.DialFailed, (ulong)ErrorCode.TargetUnknown);
        else DialNext();
    }

    private void DialNext()
    {
        while (_next < _addresses.Length)
        {
            _lastError = Socket.Connect(_addresses[_next++]);
            if (_lastError == 0) return;
        }

        Abort(TunnelEnd.DialFailed, (ulong)SocketErrors.OfDial(_lastError));
    }

    private void Connected(uint events)
    {
        _lastError = Socket.PendingError;
        if (_lastError != 0)
        {
            Socket.Close();
            DialNext();
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
