namespace SocketWarp.ServiceDefaults.Journal;

internal sealed class PendingChange<TTable, TRecord, TOutcome>(Func<TTable, Verdict<TRecord, TOutcome>> judge) : PendingChange<TTable, TRecord>
    where TRecord : class
{
    private readonly TaskCompletionSource<TOutcome> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TOutcome _outcome = default!;

    public Task<TOutcome> Done => _done.Task;

    public override TRecord? Judge(TTable table)
    {
        var verdict = judge(table);
        _outcome = verdict.Outcome;
        return verdict.Record;
    }

    public override void Complete() => _done.TrySetResult(_outcome);

    public override void Fail(Exception reason) => _done.TrySetException(reason);
}
