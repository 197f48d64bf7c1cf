namespace SocketWarp.Store.Tests.Support;

/// <summary>A log whose user is always second: another one appends before each append of its.</summary>
internal sealed class OvertakingLog(ILog log, ILog other) : ILog
{
    private int _others;

    public bool Overtakes { get; set; }

    /// <summary>Reads after the first append are not answered.</summary>
    public bool FailsReads { get; init; }

    public string Name => log.Name;

    public Task OpenAsync(CancellationToken cancellationToken) => log.OpenAsync(cancellationToken);

    public async Task<bool> AppendAsync(ulong expected, IReadOnlyList<string> entries, CancellationToken cancellationToken)
    {
        if (Overtakes)
            await other.AppendAsync(expected, [$$"""{"Revision":{{expected + 1}},"Word":"other {{_others++}}"}"""], cancellationToken);
        return await log.AppendAsync(expected, entries, cancellationToken);
    }

    public Task<LogContent> ReadAsync(ulong from, CancellationToken cancellationToken) =>
        FailsReads && _others > 0
            ? throw new StoreUnavailableException("the server is silent") { MayHaveHappened = true }
            : log.ReadAsync(from, cancellationToken);

    public Task SnapshotAsync(ulong revision, IReadOnlyList<string> parts, CancellationToken cancellationToken) =>
        log.SnapshotAsync(revision, parts, cancellationToken);

    public Task TrimAsync(CancellationToken cancellationToken) => log.TrimAsync(cancellationToken);

    public Task WaitForChangeAsync(ulong after, CancellationToken cancellationToken) => log.WaitForChangeAsync(after, cancellationToken);

    public ValueTask DisposeAsync() => log.DisposeAsync();
}
