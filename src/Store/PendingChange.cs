namespace SocketWarp.Store;

/// <summary>A change that waits for the writer.</summary>
internal abstract class PendingChange<TTable, TRecord>
{
    /// <returns>What makes the change; empty when nothing is to be written.</returns>
    public abstract IReadOnlyList<TRecord> Judge(TTable table);

    /// <summary>Answers the caller: the change is durable.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception reason);
}

/// <inheritdoc/>
internal sealed class PendingChange<TTable, TRecord, TOutcome>(Func<TTable, Verdict<TRecord, TOutcome>> judge) : PendingChange<TTable, TRecord>
    where TRecord : class
{
    private readonly TaskCompletionSource<TOutcome> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TOutcome _outcome = default!;

    public Task<TOutcome> Done => _done.Task;

    public override IReadOnlyList<TRecord> Judge(TTable table)
    {
        var verdict = judge(table);
        _outcome = verdict.Outcome;
        return verdict.Records;
    }

    public override void Complete() => _done.TrySetResult(_outcome);

    public override void Fail(Exception reason) => _done.TrySetException(reason);
}
