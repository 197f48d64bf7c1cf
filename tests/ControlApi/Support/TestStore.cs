using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SocketWarp.Base;
using SocketWarp.Base.State;
using SocketWarp.ControlApi.Assignments;
using SocketWarp.ControlApi.Store;
using SocketWarp.TestSupport;

namespace SocketWarp.ControlApi.Tests.Support;

/// <summary>The embedded store on a real directory.</summary>
internal sealed class TestStore : IAsyncDisposable
{
    private readonly StateDirectory _directory;

    private TestStore(StateDirectory directory, IAssignmentStore store) => (_directory, Store) = (directory, store);

    public IAssignmentStore Store { get; }

    public static async Task<TestStore> OpenAsync(string path, Action<StateSettings>? configure = null)
    {
        var settings = new StateSettings { Directory = path };
        configure?.Invoke(settings);
        var directory = new StateDirectory(path, "State:Directory");
        directory.Open();
        var store = new AssignmentStore(
            EmbeddedStore.Log(directory, NullLoggerFactory.Instance),
            Options.Create(settings),
            new ServiceFailure(new NoLifetime()),
            TimeProvider.System,
            NullLogger<AssignmentStore>.Instance
        );
        await store.OpenAsync(TestContext.Current.CancellationToken);
        return new TestStore(directory, store);
    }

    public static Assignment Wish(string id, int port = 0, string uid = "u", string gateway = "default") =>
        new()
        {
            Id = id,
            Gateway = gateway,
            Protocol = AssignedProtocol.Tcp,
            Port = port,
            Uid = uid,
            Target = "t:1",
        };

    public async Task<AssignmentTable> TableAsync() => await Store.ReadAsync(TestContext.Current.CancellationToken);

    public Task<StoreOutcome> PutAsync(Assignment wish, PutCondition condition = default) =>
        Store.PutAsync(wish, condition, TestContext.Current.CancellationToken).InTime();

    public Task<StoreOutcome> RemoveAsync(string id, ulong? ifRevision = null) =>
        Store.RemoveAsync(id, ifRevision, TestContext.Current.CancellationToken).InTime();

    public async ValueTask DisposeAsync()
    {
        await ((IAsyncDisposable)Store).DisposeAsync().AsTask().InTime();
        _directory.Dispose();
    }

    private sealed class NoLifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() { }
    }
}
