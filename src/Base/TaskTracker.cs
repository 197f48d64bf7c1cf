namespace SocketWarp.Base;

/// <summary>Holds work that nobody awaits on the spot, so that a shutdown can.</summary>
public sealed class TaskTracker
{
    private readonly HashSet<Task> _running = [];

    public int Count
    {
        get
        {
            lock (_running) return _running.Count;
        }
    }

    /// <param name="work">Must see to its own failures; one that escapes surfaces from <see cref="WhenAllAsync"/> if it still runs by then.</param>
    public void Run(Func<Task> work)
    {
        var task = Task.Run(work);
        lock (_running) _running.Add(task);
        task.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Waits for all work, also for what is added meanwhile.</summary>
    public async Task WhenAllAsync()
    {
        while (true)
        {
            Task[] running;
            lock (_running) running = [.. _running];
            if (running.Length == 0) return;
            await Task.WhenAll(running);
            foreach (var task in running) Forget(task);
        }
    }

    private void Forget(Task task)
    {
        lock (_running) _running.Remove(task);
    }
}
