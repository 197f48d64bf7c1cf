namespace SocketWarp.ControlApi.Store;

/// <summary>A change that waits for the writer.</summary>
internal sealed class PendingChange(Func<AssignmentTable, StoreRules.Verdict> judge)
{
    public Func<AssignmentTable, StoreRules.Verdict> Judge { get; } = judge;

    public StoreOutcome Outcome { get; set; }

    public TaskCompletionSource<StoreOutcome> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
