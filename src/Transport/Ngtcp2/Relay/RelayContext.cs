using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using SocketWarp.Base;
using SocketWarp.Base.Limits;
using SocketWarp.Protocol;
using SocketWarp.Transport.Ngtcp2.Connections;
using SocketWarp.Transport.Ngtcp2.Loop;
using SocketWarp.Transport.Ngtcp2.Streams;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Ngtcp2.Relay;

/// <summary>What the tunnels of one engine share.</summary>
internal sealed partial class RelayContext : IAsyncDisposable
{
    private readonly PumpedTunnels _foreign;
    private readonly StallWatch _stalls;
    private readonly LogThrottle _dialLines = new(TimeProvider.System, TimeSpan.FromSeconds(1));
    private readonly HashSet<SocketTunnel> _tunnels = []; // loop thread only

    public RelayContext(EventLoop loop, SocketOptions options, TargetDialer dialer, ILoggerFactory loggers)
    {
        Loop = loop;
        Options = options;
        Logger = loggers.CreateLogger<RelayContext>();
        _foreign = new PumpedTunnels(options, dialer, loggers);
        Dialer = dialer;
        _stalls = new StallWatch(loop, _tunnels, Logger);
    }

    public EventLoop Loop { get; }

    public SocketOptions Options { get; }

    public ILogger Logger { get; }

    /// <summary>How a target becomes addresses; tests put their own in its place.</summary>
    public TargetDialer Dialer { get; set; }

    /// <summary>How many descriptors others may use; tests replace it.</summary>
    public DescriptorBudget Descriptors { get; set; } = DescriptorBudget.OfProcess;

    /// <summary>Limits the log lines of ports that let nobody in.</summary>
    public LogThrottle AcceptLines { get; } = new(TimeProvider.System, TimeSpan.FromSeconds(1));

    public void Add(SocketTunnel tunnel) => _tunnels.Add(tunnel);

    public void Remove(SocketTunnel tunnel) => _tunnels.Remove(tunnel);

    /// <summary>Frees memory when more bytes wait for slow sockets than may. Inside a callback.</summary>
    public void MemoryIsShort() => _stalls.MemoryIsShort();

    /// <summary>Logs that a target was not dialled because only the process's own descriptors are left.</summary>
    public void DescriptorsAreShort()
    {
        if (_dialLines.Pass(out var more))
            Log.NotDialled(Logger, Descriptors.Describe(), more);
    }

    /// <summary>Ends the tunnels that outlived their sessions: they still had bytes for their sockets, or a target to dial.</summary>
    public void ShutDownTunnels()
    {
        foreach (var tunnel in _tunnels.ToArray())
            tunnel.ShutDown();
    }

    /// <summary>A stream that the gateway opened.</summary>
    public LoopStream AcceptTarget(QuicConnection connection, ITargetHandler targets)
    {
        try
        {
            if (targets.Accept(connection.Protocol) is { } tunnel)
                return new TargetTunnel(connection, this, tunnel);
        }
        catch (Exception exception)
        {
            HandlerFailed(exception);
        }

        return new RefusedStream(connection);
    }

    /// <summary>Carries our visitor with pumps, because the session belongs to another engine.</summary>
    public void RunForeign(int visitor, ITransportSession session, ITunnel tunnel)
    {
        var handle = new SafeSocketHandle(visitor, ownsHandle: true);
        Socket socket;
        try
        {
            socket = new Socket(handle);
        }
        catch (SocketException)
        {
            handle.Dispose();
            End(tunnel, new TunnelOutcome(TunnelEnd.SocketReset, (ulong)ErrorCode.SocketReset, 0, 0));
            return;
        }

        _foreign.StartVisitor(socket, session, tunnel);
    }

    /// <summary>Starts work off the loop, which is cancelled and awaited when the engine ends.</summary>
    public void Track(Func<CancellationToken, Task> work) => _foreign.Track(work);

    public void End(ITunnel tunnel, in TunnelOutcome outcome)
    {
        try
        {
            tunnel.Ended(outcome);
        }
        catch (Exception exception)
        {
            HandlerFailed(exception);
        }
    }

    /// <summary>A tunnel's or port's handler threw, which it must not: that tunnel ends, the loop goes on.</summary>
    public void HandlerFailed(Exception exception) => Log.HandlerFailed(Logger, exception);

    public ValueTask DisposeAsync() => _foreign.DisposeAsync();

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A tunnel's handler failed; the tunnel was reset", EventName = "TunnelHandlerFailed")]
        public static partial void HandlerFailed(ILogger logger, Exception exception);

        [LoggerMessage(2, LogLevel.Warning, TargetDialer.NotDialled, EventName = "DescriptorsShort")]
        public static partial void NotDialled(ILogger logger, string reason, string more);
    }
}
