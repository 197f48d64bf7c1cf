using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging.Abstractions;
using SocketWarp.Base.Limits;
using SocketWarp.Web.Http;
using SocketWarp.Web.Http.Connections;

namespace SocketWarp.ServiceDefaults.Tests;

/// <summary>A caller that a listener waited for while the process opened descriptors of its own.</summary>
public sealed class DescriptorGuardTests
{
    private const int Reserve = 24;

    private readonly ConnectionTable _table = new(new Settings(), NullLogger<ConnectionTable>.Instance);

    [Theory]
    [InlineData(Reserve / 2, true)]
    [InlineData(Reserve - 5, true)]
    [InlineData(Reserve - 4, false)]
    public async Task CallerWithADescriptorOfTheReserve_TakesTheSilentOnesPlace_UpToTheLastFew(int used, bool admitted)
    {
        var silent = new Connection();
        Assert.True(_table.Add(new ClientConnection(silent, _table, new Settings())));
        Assert.Equal(admitted, await IsAdmittedAsync(used));
        Assert.Equal(admitted, silent.IsAborted);
    }

    [Theory]
    [InlineData((Reserve / 2) - 1, true)]
    [InlineData(Reserve / 2, false)]
    public async Task CallerWithADescriptorOfTheReserve_WhereNobodyCanLeave_GetsHalfOfIt(int used, bool admitted) =>
        Assert.Equal(admitted, await IsAdmittedAsync(used));

    /// <param name="used">How much of the reserve is used before the caller comes.</param>
    private async Task<bool> IsAdmittedAsync(int used)
    {
        // The lowest descriptors are so close to the reserve of so small a budget that the guard would look for itself.
        var sockets = Enumerable.Range(0, 100).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)).ToList();
        var socket = sockets.MaxBy(s => (int)s.Handle)!;
        // One that is refused leaves room for the next.
        var caller = new Connection { Left = () => sockets.ForEach(s => s.Dispose()) };
        caller.Features.Set<IConnectionSocketFeature>(new Caller(socket));
        var descriptors = new DescriptorBudget((int)socket.Handle - used + Reserve, Reserve);
        var guard = new DescriptorGuard(new OneCaller(caller), _table, NullLogger<DescriptorGuard>.Instance) { Descriptors = descriptors };
        await using var listener = await guard.BindAsync(new IPEndPoint(IPAddress.Loopback, 0), TestContext.Current.CancellationToken);
        var admitted = await listener.AcceptAsync(TestContext.Current.CancellationToken) == caller;
        await caller.DisposeAsync();
        return admitted;
    }

    private sealed class Settings() : HttpSettings("Api");

    private sealed class Connection : DefaultConnectionContext
    {
        public bool IsAborted { get; private set; }

        public Action? Left { get; init; }

        public override void Abort(ConnectionAbortedException abortReason) => IsAborted = true;

        public override ValueTask DisposeAsync()
        {
            Left?.Invoke();
            return base.DisposeAsync();
        }
    }

    private sealed record Caller(Socket Socket) : IConnectionSocketFeature;

    /// <summary>A listener that has one caller, who came when there was room, and no more after it.</summary>
    private sealed class OneCaller(ConnectionContext caller) : IConnectionListenerFactory, IConnectionListener
    {
        private ConnectionContext? _next = caller;

        public EndPoint EndPoint { get; } = new IPEndPoint(IPAddress.Loopback, 0);

        public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<IConnectionListener>(this);

        public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(Interlocked.Exchange(ref _next, null));

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
