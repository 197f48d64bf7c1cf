using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using SocketWarp.Transport.Ngtcp2.Interop;
using SocketWarp.Transport.Ngtcp2.Loop;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Ngtcp2.Relay;

/// <summary>A listening socket on the loop.</summary>
internal sealed class VisitorPort : PollHandler, IVisitorPort
{
    private const int AcceptsPerTurn = 64;
    private const int PortAttempts = 16;
    private readonly RelayContext _context;
    private readonly IVisitorHandler _handler;
    private readonly ResumeTimer _resume;
    private readonly Lock _gate = new();
    private volatile bool _accepting;
    private bool _watching; // loop thread only
    private bool _closed;

    private unsafe VisitorPort(RelayContext context, int descriptor, IVisitorHandler handler)
    {
        _context = context;
        _handler = handler;
        _resume = new ResumeTimer(this);
        Descriptor = descriptor;
        NativeAddress local;
        uint length = NativeAddress.MaxLength;
        _ = NativeSystem.getsockname(descriptor, &local, &length);
        LocalEndPoint = local.ToEndPoint();
    }

    public IPEndPoint LocalEndPoint { get; }

    /// <exception cref="TransportException">AddressInUse, AddressUnavailable.</exception>
    public static VisitorPort Bind(RelayContext context, IPEndPoint address, IVisitorHandler handler)
    {
        for (var attempt = 1; ; attempt++)
        {
            // A port that the system chose is lost when a socket stops listening; one that was asked for by number is kept.
            var wanted = address.Port == 0 ? new IPEndPoint(address.Address, ChoosePort(address)) : address;
            var error = TryBind(wanted, reuse: false, out var descriptor);
            // Connections of an earlier life that linger in TIME_WAIT are no reason to refuse; another listener still is.
            if (error == NativeSystem.EADDRINUSE) error = TryBind(wanted, reuse: true, out descriptor);
            if (error == 0) return new VisitorPort(context, descriptor, handler);
            if (address.Port == 0 && error == NativeSystem.EADDRINUSE && attempt < PortAttempts) continue;
            throw SocketErrors.Translate(error, $"TCP {address}");
        }
    }

    /// <remarks>Listening begins and ends on the caller's thread, so that it holds when the call returns; the loop then only watches.</remarks>
    public void StartAccepting()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (_accepting) return;
            SetReuse(true);
            if (NativeSystem.listen(Descriptor, _context.Options.AcceptBacklog) != 0)
            {
                var error = Marshal.GetLastPInvokeError();
                SetReuse(false);
                throw SocketErrors.Translate(error, $"TCP {LocalEndPoint}");
            }

            _accepting = true;
        }

        _context.Loop.Post(Watch);
    }

    public void StopAccepting()
    {
        lock (_gate)
        {
            if (_closed || !_accepting) return;
            _accepting = false;
            // Linux: ends listening, keeps the port bound, resets whoever was not accepted yet.
            _ = NativeSystem.shutdown(Descriptor, NativeSystem.SHUT_RDWR);
            SetReuse(false);
        }

        _context.Loop.Post(Unwatch);
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_closed) return;
            _closed = true;
        }

        try
        {
            await _context.Loop.InvokeAsync(() =>
            {
                _context.Loop.Timers.Cancel(_resume);
                _context.Loop.Poller.Close(this);
                return true;
            }).ConfigureAwait(false);
        }
        catch (TransportException)
        {
            _context.Loop.Dispose(); // it has closed the ports that it watched once it is over
            _context.Loop.Poller.Close(this);
        }
    }

    internal override unsafe void OnEvents(uint events)
    {
        for (var i = 0; i < AcceptsPerTurn && Descriptor >= 0; i++)
        {
            NativeAddress from;
            uint length = NativeAddress.MaxLength;
            var descriptor = NativeSystem.accept4(Descriptor, &from, &length, NativeSystem.SOCK_NONBLOCK | NativeSystem.SOCK_CLOEXEC);
            if (descriptor >= 0) Admit(descriptor, from.ToEndPoint());
            else if (!CanGoOn(Marshal.GetLastPInvokeError())) return;
        }
    }

    private static int ChoosePort(IPEndPoint address)
    {
        using var probe = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(address);
        }
        catch (SocketException exception)
        {
            throw new TransportException(TransportError.AddressUnavailable, $"TCP {address}: {exception.Message}", exception);
        }

        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    private static unsafe int TryBind(IPEndPoint address, bool reuse, out int descriptor)
    {
        var native = NativeAddress.From(address, out var length);
        var family = address.AddressFamily == AddressFamily.InterNetworkV6 ? NativeSystem.AF_INET6 : NativeSystem.AF_INET;
        descriptor = NativeSystem.socket(family, NativeSystem.SOCK_STREAM | NativeSystem.SOCK_NONBLOCK | NativeSystem.SOCK_CLOEXEC, 0);
        if (descriptor < 0) return Marshal.GetLastPInvokeError();
        if (reuse) NativeSystem.SetOption(descriptor, NativeSystem.SOL_SOCKET, NativeSystem.SO_REUSEADDR, 1);
        if (address.Address.Equals(IPAddress.IPv6Any)) NativeSystem.SetOption(descriptor, NativeSystem.IPPROTO_IPV6, NativeSystem.IPV6_V6ONLY, 0);
        if (NativeSystem.bind(descriptor, &native, length) == 0) return 0;
        var error = Marshal.GetLastPInvokeError();
        _ = NativeSystem.close(descriptor);
        return error;
    }

    private void Watch()
    {
        if (!_accepting || _watching || Descriptor < 0) return;
        _watching = true;
        _context.Loop.Poller.Add(this, NativeSystem.EPOLLIN);
    }

    private void Unwatch()
    {
        _context.Loop.Timers.Cancel(_resume);
        if (!_watching || Descriptor < 0) return;
        _watching = false;
        _context.Loop.Poller.Remove(this);
    }

    /// <summary>
    /// Accepted sockets inherit it, and only with it does their TIME_WAIT not keep a restarted process from the port. A port that does
    /// not listen must be without: two sockets that both have it may share a port until one listens.
    /// </summary>
    private void SetReuse(bool reuse) => NativeSystem.SetOption(Descriptor, NativeSystem.SOL_SOCKET, NativeSystem.SO_REUSEADDR, reuse ? 1 : 0);

    private void Admit(int descriptor, IPEndPoint visitor)
    {
        try
        {
            if (!_handler.TryAdmit(visitor, out var session, out var tunnel))
            {
                Refuse(descriptor);
            }
            else if (session is Ngtcp2Session own && own.Connection.Loop == _context.Loop)
            {
                var visit = new VisitorTunnel(own.Connection, _context, tunnel);
                visit.Start(descriptor);
            }
            else
            {
                _context.RunForeign(new Socket(new SafeSocketHandle(descriptor, ownsHandle: true)), session, tunnel);
            }
        }
        catch (Exception exception)
        {
            _context.HandlerFailed(exception);
            Refuse(descriptor);
        }
    }

    private static unsafe void Refuse(int descriptor)
    {
        NativeSystem.Linger linger = new() { l_onoff = 1, l_linger = 0 };
        _ = NativeSystem.setsockopt(descriptor, NativeSystem.SOL_SOCKET, NativeSystem.SO_LINGER, &linger, (uint)sizeof(NativeSystem.Linger));
        _ = NativeSystem.close(descriptor);
    }

    /// <summary>After a failed accept.</summary>
    private bool CanGoOn(int error)
    {
        if (error == NativeSystem.EAGAIN) return false;
        if (error is not (NativeSystem.EMFILE or NativeSystem.ENFILE or NativeSystem.ENOBUFS or NativeSystem.ENOMEM)) return true; // that visitor's own fault
        _watching = false;
        _context.Loop.Poller.Remove(this);
        Pause(error);
        return false;
    }

    private void Pause(int error)
    {
        _context.AcceptFailed(LocalEndPoint.ToString(), Marshal.GetPInvokeErrorMessage(error));
        _context.Loop.Timers.Set(_resume, _context.Loop.Now + (ulong)_context.Options.AcceptRetryPause.TotalNanoseconds);
    }

    private sealed class ResumeTimer(VisitorPort port) : LoopTimer
    {
        internal override void OnExpired(ulong now) => port.Watch();
    }
}
