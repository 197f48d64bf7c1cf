using System.Diagnostics;

namespace SocketWarp.Store;

/// <summary>A change that waits for the writer.</summary>
internal abstract class PendingChange<TTable, TRecord>
{
    private readonly long _since = Stopwatch.GetTimestamp();

    /// <summary>How long the caller has waited.</summary>
    public TimeSpan Age => Stopwatch.GetElapsedTime(_since);

    /// <returns>What makes the change; empty when nothing is to be written.</returns>
    public abstract IReadOnlyList<TRecord> Decide(TTable table);

    /// <summary>Answers the caller: the change is durable.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception reason);
}

/// <inheritdoc/>
internal sealed class PendingChange<TTable, TRecord, TOutcome>(Func<TTable, Decision<TRecord, TOutcome>> decide) : PendingChange<TTable, TRecord>
    where TRecord : class
{
    private readonly TaskCompletionSource<TOutcome> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TOutcome _outcome = default!;

    public Task<TOutcome> Done => _done.Task;

    public override IReadOnlyList<TRecord> Decide(TTable table)
    {
        var decision = decide(table);
        _outcome = decision.Outcome;
        return decision.Records;
    }

    public override void Complete() => _done.TrySetResult(_outcome);

    public override void Fail(Exception reason) => _done.TrySetException(reason);
}
