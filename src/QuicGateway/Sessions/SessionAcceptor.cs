using Microsoft.Extensions.Logging;
using SocketWarp.Base;
using SocketWarp.Protocol;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.QuicGateway.Telemetry;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.QuicGateway.Sessions;

/// <summary>Takes peers from the listener, each on its own: none can delay or end the loop.</summary>
internal sealed partial class SessionAcceptor(
    GatewaySettings settings,
    SessionHost host,
    GatewayMetrics metrics,
    TimeProvider time,
    ILogger<SessionAcceptor> logger
)
{
    private readonly TaskTracker _peers = new();
    private readonly LogThrottle _fullLog = new(time, TimeSpan.FromSeconds(1));
    private int _pending;

    /// <summary>Accepts until stopped.</summary>
    /// <exception cref="IOException">when the listener itself has ended.</exception>
    public async Task RunAsync(ITransportListener listener, CancellationToken stopping)
    {
        while (true)
        {
            ITransportSession transport;
            try
            {
                transport = await listener.AcceptAsync(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }

            if (Interlocked.Increment(ref _pending) <= settings.Admission.MaxPending && _peers.Count < settings.Sessions.MaxSessions)
            {
                _peers.Run(() => host.RunAsync(transport, new Pending(this), stopping));
                continue;
            }

            Interlocked.Decrement(ref _pending);
            metrics.SessionRefused(ErrorCode.LimitReached);
            if (_fullLog.Pass(out var more))
                Log.Full(logger, transport.RemoteEndPoint, more);
            _peers.Run(() => TurnAwayAsync(transport));
        }
    }

    /// <summary>Completes when no peer is left.</summary>
    public Task WhenAllLeftAsync() => _peers.WhenEmptyAsync();

    private static async Task TurnAwayAsync(ITransportSession transport)
    {
        await using (transport)
            await transport.CloseAsync((ulong)ErrorCode.LimitReached, "the gateway's limit of sessions is reached");
    }

    private sealed class Pending(SessionAcceptor owner) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
                Interlocked.Decrement(ref owner._pending);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Turned {Peer} away: the limit of sessions is reached{More}", EventName = "SessionLimitReached")]
        public static partial void Full(ILogger logger, System.Net.IPEndPoint peer, string more);
    }
}
