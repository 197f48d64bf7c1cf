using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace SocketWarp.Transport.Tunnels;

/// <summary>A visitor port whose tunnels are pumped. They outlive the port: they belong to the engine and end with their sessions.</summary>
internal sealed class PumpedVisitorPort : IVisitorPort
{
    private readonly Lock _lock = new();
    private readonly IVisitorHandler _handler;
    private readonly PumpedTunnels _tunnels;
    private readonly ListeningSocket _socket;
    private readonly AcceptTrouble _trouble;
    private CancellationTokenSource? _accepting;
    private Task _loop = Task.CompletedTask;
    private volatile bool _admitting;
    private bool _disposed;

    /// <exception cref="TransportException">when the port is taken, not permitted, or the address is not ours.</exception>
    public PumpedVisitorPort(IPEndPoint address, IVisitorHandler handler, PumpedTunnels tunnels, ILogger<PumpedVisitorPort> logger)
    {
        (_handler, _tunnels) = (handler, tunnels);
        try
        {
            _socket = ListeningSocket.Bind(address);
        }
        catch (SocketException e)
        {
            throw BindErrors.Translate(e, address);
        }

        if (!_socket.IsAllowedBy(tunnels.Descriptors))
        {
            _socket.Dispose();
            throw BindErrors.NoDescriptor(tunnels.Descriptors, address);
        }

        _trouble = new AcceptTrouble(logger, LocalEndPoint, tunnels.Descriptors, tunnels.AcceptLines);
    }

    public IPEndPoint LocalEndPoint => _socket.LocalEndPoint;

    public void StartAccepting()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            // First, or the loop might reset the first visitor. Should listening fail, there is nobody to admit.
            _admitting = true;
            if (_accepting is null)
                StartLoop();
        }
    }

    public void StopAccepting()
    {
        lock (_lock)
        {
            _admitting = false;
            if (_accepting is null || !ListeningSocket.CanStopListening)
                return;
            StopLoop();
            try
            {
                _socket.StopListening();
            }
            catch (SocketException e)
            {
                throw BindErrors.Translate(e, LocalEndPoint);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task loop;
        lock (_lock)
        {
            _disposed = true;
            StopLoop();
            _socket.Dispose();
            loop = _loop;
        }

        await loop.ConfigureAwait(false);
        _tunnels.Forget(this);
    }

    private void StartLoop()
    {
        try
        {
            _socket.Listen(_tunnels.Options.AcceptBacklog);
        }
        catch (SocketException e)
        {
            throw BindErrors.Translate(e, LocalEndPoint);
        }

        _accepting = new CancellationTokenSource();
        _loop = AcceptAsync(_loop, _accepting.Token);
    }

    private void StopLoop()
    {
        // Not disposed: the loop may be reading its token, and without a timer there is nothing to release.
        _accepting?.Cancel();
        _accepting = null;
    }

    private async Task AcceptAsync(Task earlier, CancellationToken stop)
    {
        // Yielding, because the caller holds the lock.
        await earlier.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (!_tunnels.Descriptors.HasRoom)
                {
                    _trouble.AddShortage(_tunnels.Options.AcceptRetryPause);
                    await Task.Delay(_tunnels.Options.AcceptRetryPause, stop).ConfigureAwait(false);
                    continue;
                }

                var visitor = await _socket.AcceptAsync(stop).ConfigureAwait(false);
                if (!visitor.IsAllowedBy(_tunnels.Descriptors))
                {
                    visitor.Reset();
                    continue;
                }

                _trouble.End();
                if (_admitting)
                    _tunnels.StartVisitor(visitor, _handler);
                else
                    visitor.Reset();
            }
            catch (SocketException e) when (!stop.IsCancellationRequested)
            {
                if (e.SocketErrorCode is SocketError.ConnectionAborted or SocketError.ConnectionReset)
                    continue; // A visitor that left the queue again.
                _trouble.Add(e.Message, _tunnels.Options.AcceptRetryPause);
                await Task.Delay(_tunnels.Options.AcceptRetryPause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
