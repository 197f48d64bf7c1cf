using SocketWarp.Base;
using SocketWarp.Protocol.Rest;
using SocketWarp.Store;

namespace SocketWarp.ControlApi.Assignments;

/// <summary>
/// The assignments and their order of change. A completed write is durable. Every check (port free, revision matches) and its write are one step,
/// so that several ControlApis may share a store.
/// </summary>
/// <exception cref="SocketWarp.Store.StoreUnavailableException">when the medium failed, from any method; nothing was changed.</exception>
internal interface IAssignmentStore
{
    /// <summary>True while it is open and takes changes.</summary>
    bool IsWriting { get; }

    /// <exception cref="StartupException">when the store is damaged or cannot be opened.</exception>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>All assignments as of one revision.</summary>
    ValueTask<AssignmentTable> ReadAsync(CancellationToken cancellationToken);

    Task<StoreOutcome> PutAsync(Assignment assignment, PutCondition condition, CancellationToken cancellationToken);

    /// <param name="ifRevision">Only when this is its revision; null: whatever it is.</param>
    Task<StoreOutcome> RemoveAsync(string id, ulong? ifRevision, CancellationToken cancellationToken);

    /// <inheritdoc cref="PutAsync(Assignment, PutCondition, CancellationToken)"/>
    /// <param name="key">A repeat changes nothing and gets the outcome of the first.</param>
    Task<Keyed<StoreOutcome>> PutAsync(RequestKey? key, Assignment assignment, PutCondition condition, CancellationToken cancellationToken);

    /// <inheritdoc cref="RemoveAsync(string, ulong?, CancellationToken)"/>
    /// <param name="key">A repeat changes nothing and gets the outcome of the first.</param>
    Task<Keyed<StoreOutcome>> RemoveAsync(RequestKey? key, string id, ulong? ifRevision, CancellationToken cancellationToken);

    /// <summary>Removes an assignment that is still tentative, at this revision.</summary>
    Task<StoreOutcome> RemoveTentativeAsync(string id, ulong revision, CancellationToken cancellationToken);

    /// <summary>Makes a tentative assignment last.</summary>
    Task<StoreOutcome> ConfirmAsync(string id, CancellationToken cancellationToken);

    /// <summary>Makes the assignments these, in one step; their revisions are new where anything changes.</summary>
    /// <param name="wanted">No two with an id or a port in common.</param>
    /// <returns>Null when they are more than the store takes.</returns>
    Task<RestoreView?> RestoreAsync(IReadOnlyList<Assignment> wanted, CancellationToken cancellationToken);

    /// <summary>Says what <see cref="RestoreAsync"/> would change now.</summary>
    Task<RestoreView?> CompareAsync(IReadOnlyList<Assignment> wanted, CancellationToken cancellationToken);

    /// <summary>Ends when the store's revision is above <paramref name="after"/>.</summary>
    Task WaitForChangeAsync(ulong after, CancellationToken cancellationToken);
}
