namespace SocketWarp.Transport;

/// <summary>Knows how many tasks still run, so that none is forgotten at the end.</summary>
internal sealed class TaskTracker
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _empty;
    private int _running;

    public void Track(Task task)
    {
        lock (_lock)
            _running++;
        task.ContinueWith(static (_, tracker) => ((TaskTracker)tracker!).Done(), this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Completes once nothing runs.</summary>
    public Task WhenEmptyAsync()
    {
        lock (_lock)
            return _running == 0 ? Task.CompletedTask : (_empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }

    private void Done()
    {
        lock (_lock)
        {
            if (--_running > 0)
                return;
            _empty?.SetResult();
            _empty = null;
        }
    }
}
