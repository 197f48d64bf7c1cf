using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;

namespace SocketWarp.ServiceDefaults.Http;

/// <summary>Listens as another transport does, and accepts nobody while the descriptors that are left are kept for the process itself: those who come wait.</summary>
internal sealed partial class DescriptorGuard(IConnectionListenerFactory inner, ILogger<DescriptorGuard> logger) : IConnectionListenerFactory
{
    /// <summary>Short, because callers that have gone meanwhile stand in the queue too: each of them takes one look.</summary>
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(10);

    private readonly LogThrottle _lines = new(TimeProvider.System, TimeSpan.FromSeconds(1));

    /// <summary>Tests put their own in its place.</summary>
    public DescriptorBudget Descriptors { get; init; } = DescriptorBudget.OfProcess;

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => new Listener(this, await inner.BindAsync(endpoint, cancellationToken));

    /// <returns>Whether it was said: of all listeners together once a second at most.</returns>
    private bool Tell(EndPoint endPoint)
    {
        if (!_lines.Pass(out var more)) return false;
        Log.NobodyAccepted(logger, endPoint, Descriptors.Describe(), more);
        return true;
    }

    private bool Allows(ConnectionContext connection) =>
        OperatingSystem.IsWindows() || connection.Features.Get<IConnectionSocketFeature>() is not { } socket || Descriptors.Allows((int)socket.Socket.Handle);

    private sealed class Listener(DescriptorGuard guard, IConnectionListener inner) : IConnectionListener
    {
        private readonly CancellationTokenSource _unbound = new();

        public EndPoint EndPoint => inner.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (true)
            {
                var told = false;
                while (!guard.Descriptors.HasRoom && !_unbound.IsCancellationRequested)
                {
                    told = told || guard.Tell(EndPoint);
                    await Task.Delay(RetryPause, _unbound.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }

                var connection = await inner.AcceptAsync(cancellationToken);
                if (connection is null || guard.Allows(connection)) return connection;
                connection.Abort(new ConnectionAbortedException("descriptors are short"));
                await connection.DisposeAsync();
            }
        }

        public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            await _unbound.CancelAsync();
            await inner.UnbindAsync(cancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            await _unbound.CancelAsync();
            await inner.DisposeAsync();
            _unbound.Dispose();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Nobody is accepted on {EndPoint}: {Reason}; those who come wait{More}")]
        public static partial void NobodyAccepted(ILogger logger, EndPoint endPoint, string reason, string more);
    }
}
