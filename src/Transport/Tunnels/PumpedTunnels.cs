using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using SocketWarp.Base;
using SocketWarp.Base.Limits;
using SocketWarp.Protocol;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Transport.Tunnels;

/// <summary>All visitor ports and pumped tunnels of one engine: starts, tracks and, at the end, closes and resets them.</summary>
internal sealed partial class PumpedTunnels(SocketOptions options, TargetDialer dialer, ILoggerFactory loggers) : IAsyncDisposable
{
    private readonly ILogger<PumpedTunnels> _logger = loggers.CreateLogger<PumpedTunnels>();
    private readonly OwnedSet<PumpedVisitorPort> _ports = new();
    private readonly TaskTracker _running = new();
    private readonly CancellationTokenSource _stop = new();

    public SocketOptions Options => options;

    /// <summary>How many descriptors others may use; tests replace it.</summary>
    public DescriptorBudget Descriptors { get; set; } = DescriptorBudget.OfProcess;

    /// <summary>Limits the log lines of ports that let nobody in.</summary>
    public LogThrottle AcceptLines { get; } = new(TimeProvider.System, TimeSpan.FromSeconds(1));

    /// <exception cref="TransportException">when the port is taken, not permitted, or the address is not ours.</exception>
    public PumpedVisitorPort Bind(IPEndPoint address, IVisitorHandler handler) =>
        _ports.Add(new PumpedVisitorPort(address, handler, this, loggers.CreateLogger<PumpedVisitorPort>()));

    /// <summary>The port is closed; its visitors go on.</summary>
    public void Forget(PumpedVisitorPort port) => _ports.Remove(port);

    /// <summary>Takes over an accepted visitor: admitted and tunnelled, or reset.</summary>
    public void StartVisitor(Socket visitor, IVisitorHandler handler)
    {
        try
        {
            if (visitor.RemoteEndPoint is IPEndPoint address && handler.TryAdmit(address.Unmapped(), out var session, out var tunnel))
                StartVisitor(visitor, session, tunnel);
            else
                visitor.Reset();
        }
        catch (SocketException)
        {
            // Reset by the visitor before we looked.
            visitor.Dispose();
        }
        catch (Exception e)
        {
            Log.HandlerFailed(_logger, e);
            visitor.Reset();
        }
    }

    public void StartVisitor(Socket visitor, ITransportSession session, ITunnel tunnel) =>
        _running.Track(PumpedTunnel.RunVisitorAsync(visitor, session, tunnel, options, _logger, _stop.Token));

    /// <summary>Starts work that is cancelled and awaited at the end.</summary>
    public void Track(Func<CancellationToken, Task> work) => _running.Track(work(_stop.Token));

    /// <summary>Takes over a stream that a gateway opened: tunnelled to a target, or refused.</summary>
    public void StartTarget(ITransportStream stream, string protocol, ITargetHandler handler)
    {
        ITargetTunnel? tunnel = null;
        var refusal = ErrorCode.LimitReached;
        try
        {
            tunnel = handler.Accept(protocol);
        }
        catch (Exception e)
        {
            refusal = ErrorCode.Internal;
            Log.HandlerFailed(_logger, e);
        }

        _running.Track(tunnel is null ? RefuseAsync(stream, refusal) : PumpedTunnel.RunTargetAsync(stream, tunnel, dialer, options, _logger, _stop.Token));
    }

    public async ValueTask DisposeAsync()
    {
        await _ports.DisposeAllAsync().ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        try
        {
            await _running.WhenEmptyAsync().WaitAsync(options.ShutdownTimeout).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Log.StillRunning(_logger, options.ShutdownTimeout.TotalSeconds);
        }
    }

    private static async Task RefuseAsync(ITransportStream stream, ErrorCode code)
    {
        stream.Abort((ulong)code);
        await stream.DisposeAsync().ConfigureAwait(false);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The owner of a tunnel failed to decide about it; it was reset", EventName = "TunnelHandlerFailed")]
        public static partial void HandlerFailed(ILogger logger, Exception exception);

        [LoggerMessage(2, LogLevel.Warning, "Some tunnels have not ended within {Seconds:0.###} s", EventName = "TunnelsStillRunning")]
        public static partial void StillRunning(ILogger logger, double seconds);
    }
}
