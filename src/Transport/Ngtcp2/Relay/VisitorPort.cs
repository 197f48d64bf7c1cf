using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using SocketWarp.Transport.Ngtcp2.Interop;
using SocketWarp.Transport.Ngtcp2.Loop;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Ngtcp2.Relay;

/// <summary>A listening socket on the loop; how it gets its port is in Bind.</summary>
internal sealed partial class VisitorPort : PollHandler, IVisitorPort
{
    private const int AcceptsPerTurn = 64;
    private readonly RelayContext _context;
    private readonly IVisitorHandler _handler;
    private readonly ResumeTimer _resume;
    private readonly AcceptTrouble _trouble;
    private readonly Lock _gate = new(); // guards the descriptor: it is used on any thread and closed on the loop's
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
        _trouble = new AcceptTrouble(context.Logger, LocalEndPoint, context.Descriptors, context.AcceptLines);
    }

    public IPEndPoint LocalEndPoint { get; }

    /// <remarks>Listening begins and ends on the caller's thread, so that it holds when the call returns; the loop then only watches.</remarks>
    public void StartAccepting()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (Descriptor < 0)
                throw EngineHasEnded();
            if (_accepting)
                return;
            SetReuse(true);
            TunnelSocketOptions.SetAll(Descriptor, _context.Options);
            if (NativeSystem.listen(Descriptor, _context.Options.AcceptBacklog) != 0)
            {
                var error = Marshal.GetLastPInvokeError();
                SetReuse(false);
                throw error == NativeSystem.EADDRINUSE
                    ? BindErrors.Taken(LocalEndPoint, ProtocolType.Tcp)
                    : SocketErrors.Translate(error, $"TCP {LocalEndPoint}");
            }

            _accepting = true;
        }

        if (_context.Loop.Post(Watch))
            return;
        StopAccepting();
        throw EngineHasEnded();
    }

    public void StopAccepting()
    {
        lock (_gate)
        {
            if (!_accepting || Descriptor < 0)
                return;
            _accepting = false;
            // Linux: ends listening, keeps the port bound, resets visitors that were not accepted yet.
            _ = NativeSystem.shutdown(Descriptor, NativeSystem.SHUT_RDWR);
            SetReuse(false);
        }

        _context.Loop.Post(Unwatch);
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_closed)
                return;
            _closed = true;
        }

        try
        {
            await _context
                .Loop.InvokeAsync(() =>
                {
                    _context.Loop.Timers.Cancel(_resume);
                    _context.Loop.Poller.Close(this);
                    return true;
                })
                .ConfigureAwait(false);
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
            if (!_context.Descriptors.HasRoom)
            {
                PauseShort();
                return;
            }

            NativeAddress from;
            uint length = NativeAddress.MaxLength;
            var descriptor = NativeSystem.accept4(Descriptor, &from, &length, NativeSystem.SOCK_NONBLOCK | NativeSystem.SOCK_CLOEXEC);
            if (descriptor < 0)
            {
                if (CanGoOn(Marshal.GetLastPInvokeError()))
                    continue;
                return;
            }

            if (!_context.Descriptors.Allows(descriptor))
            {
                _ = NativeSystem.close(descriptor);
                PauseShort();
                return;
            }

            _trouble.End();
            Admit(descriptor, from.ToEndPoint());
        }
    }

    internal override void CloseDescriptor()
    {
        lock (_gate)
            base.CloseDescriptor();
    }

    private static TransportException EngineHasEnded() => new(TransportError.Closed, "the engine has ended");

    private void Watch()
    {
        if (!_accepting || _watching || Descriptor < 0)
            return;
        var error = _context.Loop.Poller.Add(this, NativeSystem.EPOLLIN);
        _watching = error == 0;
        if (error != 0)
            Pause(error);
    }

    private void Unwatch()
    {
        _context.Loop.Timers.Cancel(_resume);
        if (!_watching || Descriptor < 0)
            return;
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
        ITransportSession? session;
        ITunnel? tunnel;
        VisitorTunnel? visit = null;
        try
        {
            if (!_handler.TryAdmit(visitor, out session, out tunnel))
            {
                _ = NativeSystem.close(descriptor);
                return;
            }

            if (session is Ngtcp2Session own && own.Connection.Loop == _context.Loop)
                visit = new VisitorTunnel(own.Connection, _context, tunnel);
        }
        catch (Exception exception)
        {
            _context.HandlerFailed(exception);
            _ = NativeSystem.close(descriptor);
            return;
        }

        // From here on the descriptor is theirs to close.
        if (visit != null)
            visit.Start(descriptor);
        else
            _context.RunForeign(descriptor, session, tunnel);
    }

    /// <summary>Stops accepting for a moment: visitors wait in the system's queue until descriptors are free.</summary>
    private void PauseShort()
    {
        _trouble.AddShortage(_context.Options.AcceptRetryPause);
        Unwatch();
        Resume();
    }

    /// <summary>Decides after a failed accept whether to accept again.</summary>
    private bool CanGoOn(int error)
    {
        if (error == NativeSystem.EAGAIN)
        {
            _trouble.End(); // without a descriptor the system would not even have looked
            return false;
        }

        if (error is not (NativeSystem.EMFILE or NativeSystem.ENFILE or NativeSystem.ENOBUFS or NativeSystem.ENOMEM))
            return true; // that visitor's own fault
        _watching = false;
        _context.Loop.Poller.Remove(this);
        Pause(error);
        return false;
    }

    private void Pause(int error)
    {
        _trouble.Add(Marshal.GetPInvokeErrorMessage(error), _context.Options.AcceptRetryPause);
        Resume();
    }

    private void Resume() => _context.Loop.Timers.Set(_resume, _context.Loop.Now + (ulong)_context.Options.AcceptRetryPause.TotalNanoseconds);

    private sealed class ResumeTimer(VisitorPort port) : LoopTimer
    {
        internal override void OnExpired(ulong now) => port.Watch();
    }
}
