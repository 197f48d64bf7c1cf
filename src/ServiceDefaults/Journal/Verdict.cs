namespace SocketWarp.ServiceDefaults.Journal;

/// <param name="Outcome">What the one who asked for the change is told.</param>
/// <param name="Record">What makes it so; null: nothing changes.</param>
public readonly record struct Verdict<TRecord, TOutcome>(TOutcome Outcome, TRecord? Record = null)
    where TRecord : class;
