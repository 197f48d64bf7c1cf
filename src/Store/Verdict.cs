namespace SocketWarp.Store;

/// <param name="Outcome">The answer for the caller.</param>
/// <param name="Record">What makes the change; null: nothing changes.</param>
public readonly record struct Verdict<TRecord, TOutcome>(TOutcome Outcome, TRecord? Record = null)
    where TRecord : class;
