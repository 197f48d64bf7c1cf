using SocketWarp.ControlApi.Assignments;

namespace SocketWarp.ControlApi.Store;

/// <summary>
/// The wishes and their order of change. A completed write is durable. Every check (port free, revision matches) and its write are one step,
/// so that several ControlApis may share a store.
/// </summary>
/// <exception cref="SocketWarp.Store.StoreUnavailableException">Any method: the medium failed; nothing was changed.</exception>
internal interface IAssignmentStore
{
    /// <summary>True while it is open and takes changes.</summary>
    bool IsWriting { get; }

    /// <exception cref="ServiceDefaults.StartupException">The store is damaged or cannot be opened.</exception>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>All assignments as of one revision.</summary>
    ValueTask<AssignmentTable> ReadAsync(CancellationToken cancellationToken);

    Task<StoreOutcome> PutAsync(Assignment wish, PutCondition condition, CancellationToken cancellationToken);

    /// <param name="ifRevision">Only when this is its revision; null: whatever it is.</param>
    Task<StoreOutcome> RemoveAsync(string id, ulong? ifRevision, CancellationToken cancellationToken);

    /// <summary>Makes a tentative assignment last.</summary>
    Task<StoreOutcome> ConfirmAsync(string id, CancellationToken cancellationToken);

    /// <summary>Ends when the store's revision is above <paramref name="after"/>.</summary>
    Task WaitForChangeAsync(ulong after, CancellationToken cancellationToken);
}
