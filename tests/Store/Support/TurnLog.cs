namespace SocketWarp.Store.Tests.Support;

/// <summary>One of several users of a log, whose calls come one after the other.</summary>
internal sealed class TurnLog(ILog log, SemaphoreSlim turns) : ILog
{
    public string Name => log.Name;

    public Task OpenAsync(CancellationToken cancellationToken) => log.OpenAsync(cancellationToken);

    public Task<bool> AppendAsync(ulong expected, IReadOnlyList<string> entries, CancellationToken cancellationToken) =>
        InTurnAsync(() => log.AppendAsync(expected, entries, cancellationToken));

    public Task<LogContent> ReadAsync(ulong from, CancellationToken cancellationToken) => InTurnAsync(() => log.ReadAsync(from, cancellationToken));

    public Task SnapshotAsync(ulong revision, IReadOnlyList<string> parts, CancellationToken cancellationToken) =>
        log.SnapshotAsync(revision, parts, cancellationToken);

    public Task TrimAsync(CancellationToken cancellationToken) => log.TrimAsync(cancellationToken);

    public Task WaitForChangeAsync(ulong after, CancellationToken cancellationToken) => log.WaitForChangeAsync(after, cancellationToken);

    public ValueTask DisposeAsync() => log.DisposeAsync();

    private async Task<T> InTurnAsync<T>(Func<Task<T>> call)
    {
        await turns.WaitAsync();
        try
        {
            // Lets the others in between this user's calls.
            await Task.Yield();
            return await call();
        }
        finally
        {
            turns.Release();
        }
    }
}
