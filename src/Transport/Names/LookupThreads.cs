namespace SocketWarp.Transport.Names;

/// <summary>
/// A few threads for calls that block, which must not use up the threads of the pool. They start when there is work, and end after a while without any.
/// </summary>
internal sealed class LookupThreads(int most)
{
    private const int StackSize = 256 * 1024;
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(10);

    private readonly object _gate = new(); // a Lock has no Wait
    private readonly Queue<Action> _waiting = new();
    private int _threads;
    private int _idle;

    /// <summary>Runs the call on one of the threads as soon as one is free.</summary>
    /// <exception cref="OutOfMemoryException">when the system gives us no thread, and no thread runs yet.</exception>
    public void Post(Action call)
    {
        lock (_gate)
        {
            _waiting.Enqueue(call);
            if (_idle >= _waiting.Count)
                Monitor.Pulse(_gate);
            else if (_threads < most)
                Start();
        }
    }

    private void Start()
    {
        try
        {
            new Thread(Run, StackSize) { IsBackground = true, Name = "name lookup" }.Start();
            _threads++;
        }
        catch (OutOfMemoryException) when (_threads > 0)
        {
            // The threads that already run will get to it.
        }
        catch (OutOfMemoryException)
        {
            _waiting.Clear();
            throw;
        }
    }

    private void Run()
    {
        while (Next() is { } call)
            call();
    }

    /// <returns>null when this thread is to end.</returns>
    private Action? Next()
    {
        lock (_gate)
        {
            while (_waiting.Count == 0)
            {
                _idle++;
                var woken = Monitor.Wait(_gate, IdleTime);
                _idle--;
                if (woken || _waiting.Count > 0)
                    continue;
                _threads--;
                return null;
            }

            return _waiting.Dequeue();
        }
    }
}
