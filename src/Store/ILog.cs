using SocketWarp.Base;

namespace SocketWarp.Store;

/// <summary>
/// A sequence of entries, numbered by the revision after each, behind a snapshot that stands for the entries before them.
/// Its caller awaits each call before it makes the next. Other processes may append too, or the log refuses to be opened twice.
/// </summary>
public interface ILog : IAsyncDisposable
{
    /// <summary>The name that operators know it by, for messages: a path, an address.</summary>
    string Name { get; }

    /// <summary>Makes the log usable; the first call.</summary>
    /// <exception cref="StoreCorruptException">when what is there cannot be read; it was left as it is.</exception>
    /// <exception cref="StartupException">when the log cannot be opened, or another process has it and it is not one to share.</exception>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>Appends entries as one step: all of them or none.</summary>
    /// <param name="expected">The revision that the log must have; the first entry gets the next.</param>
    /// <param name="entries">At least one; each at most <see cref="LogLimits.MaxEntry"/> characters, together <see cref="LogLimits.MaxAppend"/>.</param>
    /// <returns>True when they are durable. False when the log has another revision: nothing was appended.</returns>
    /// <exception cref="StoreUnavailableException">when nothing was appended, or the medium did not say; a later attempt may succeed.</exception>
    /// <exception cref="StoreWentBackException">when the log is no longer the one that was read.</exception>
    /// <exception cref="StoreBrokenException">when it is not known what the medium holds.</exception>
    /// <exception cref="OperationCanceledException">when the token was cancelled before anything was appended.</exception>
    Task<bool> AppendAsync(ulong expected, IReadOnlyList<string> entries, CancellationToken cancellationToken);

    /// <summary>Reads what brings a reader up to date.</summary>
    /// <param name="from">The revision that the reader has.</param>
    /// <exception cref="StoreUnavailableException">when the medium cannot be read now.</exception>
    /// <exception cref="StoreCorruptException">when what is there cannot be read.</exception>
    /// <exception cref="StoreWentBackException">when the log is behind the reader, or no longer the one that it read.</exception>
    Task<LogContent> ReadAsync(ulong from, CancellationToken cancellationToken);

    /// <summary>Replaces the snapshot. The entries that it stands for stay until they are trimmed.</summary>
    /// <param name="parts">None empty; each at most <see cref="LogLimits.MaxEntry"/> characters.</param>
    /// <param name="revision">The revision that it stands for: not above the log's. One that is below the last snapshot's changes nothing.</param>
    /// <inheritdoc cref="AppendAsync" path="/exception"/>
    Task SnapshotAsync(ulong revision, IReadOnlyList<string> parts, CancellationToken cancellationToken);

    /// <summary>Drops the entries that the snapshot stands for.</summary>
    /// <inheritdoc cref="AppendAsync" path="/exception"/>
    Task TrimAsync(CancellationToken cancellationToken);

    /// <summary>Ends when the log's revision is above <paramref name="after"/>, no matter who appended. May be called beside the other methods.</summary>
    Task WaitForChangeAsync(ulong after, CancellationToken cancellationToken);
}
