namespace SocketWarp.Store;

/// <summary>What comes of one change.</summary>
/// <param name="Outcome">The answer for the caller.</param>
/// <param name="Records">What makes the change, of consecutive revisions; all of them happen or none. Empty: nothing changes.</param>
public readonly record struct Decision<TRecord, TOutcome>(TOutcome Outcome, IReadOnlyList<TRecord> Records)
    where TRecord : class
{
    public Decision(TOutcome outcome, TRecord? record = null)
        : this(outcome, record is null ? [] : [record]) { }
}
