using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;
using SocketWarp.Base;
using SocketWarp.Base.Limits;
using SocketWarp.Web.Http.Connections;

namespace SocketWarp.Web.Http;

/// <summary>
/// Listens as another transport does. While only the process's own descriptors are left, a new caller takes the place of the connection that has been
/// silent for longest; where no connection can be closed, callers wait.
/// </summary>
/// <param name="table">The connections of the host; null: nobody makes room.</param>
internal sealed partial class DescriptorGuard(IConnectionListenerFactory inner, ConnectionTable? table, ILogger<DescriptorGuard> logger)
    : IConnectionListenerFactory
{
    /// <summary>The pause, which is short because callers that have left are still in the queue, and each of them may cost one.</summary>
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(10);

    private readonly LogThrottle _lines = new(TimeProvider.System, TimeSpan.FromSeconds(1));

    /// <summary>Tests put their own in its place.</summary>
    public DescriptorBudget Descriptors { get; init; } = DescriptorBudget.OfProcess;

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new Listener(this, await inner.BindAsync(endpoint, cancellationToken));

    /// <returns>Whether a line was logged: for all listeners together at most once a second.</returns>
    private bool Tell(EndPoint endPoint)
    {
        if (!_lines.Pass(out var more))
            return false;
        Log.DescriptorsAreShort(logger, endPoint, Descriptors.Describe(), more);
        return true;
    }

    private bool Admits(ConnectionContext connection, EndPoint endPoint)
    {
        if (OperatingSystem.IsWindows() || connection.Features.Get<IConnectionSocketFeature>() is not { } feature)
            return true;
        var descriptor = (int)feature.Socket.Handle;
        if (Descriptors.Allows(descriptor))
            return true;
        Tell(endPoint);
        if (table is null || !Descriptors.AllowsReplacement(descriptor))
            return false;
        // Those who have left already free theirs in a moment.
        return table.MakeRoom() || Descriptors.AllowsQuestion(descriptor);
    }

    private void MakeRoom() => table?.MakeRoom();

    private bool HasRoom => table is null ? Descriptors.HasRoom : Descriptors.HasQuestionRoom;

    private sealed class Listener(DescriptorGuard guard, IConnectionListener inner) : IConnectionListener
    {
        private readonly CancellationTokenSource _unbound = new();

        public EndPoint EndPoint => inner.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (true)
            {
                var told = false;
                while (!guard.HasRoom && !_unbound.IsCancellationRequested)
                {
                    told = told || guard.Tell(EndPoint);
                    guard.MakeRoom();
                    await Task.Delay(RetryPause, _unbound.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }

                var connection = await inner.AcceptAsync(cancellationToken);
                if (connection is null || guard.Admits(connection, EndPoint))
                    return connection;
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
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "Descriptors are short on {EndPoint}: {Reason}; each new connection closes the one that has been silent for longest, or waits{More}",
            EventName = "DescriptorsShort"
        )]
        public static partial void DescriptorsAreShort(ILogger logger, EndPoint endPoint, string reason, string more);
    }
}
