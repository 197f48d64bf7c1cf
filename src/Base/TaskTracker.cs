namespace SocketWarp.Base;

/// <summary>Counts work that nobody awaits on the spot, so that a shutdown can wait for it.</summary>
public sealed class TaskTracker
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _empty;
    private int _running;

    /// <summary>The number of tasks that run now.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _running;
        }
    }

    /// <inheritdoc cref="Track"/>
    public void Run(Func<Task> work) => Track(Task.Run(work));

    /// <summary>The work must see to its own failures: nobody hears of one that escapes.</summary>
    public void Track(Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        lock (_lock)
            _running++;
        task.ContinueWith(
            static (_, tracker) => ((TaskTracker)tracker!).Done(),
            this,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
    }

    /// <summary>Completes once nothing runs, including what is added meanwhile.</summary>
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
