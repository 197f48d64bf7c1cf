namespace SocketWarp.Sessions.Tunnels;

/// <summary>How many tunnels one session has, may have, and whether it takes new ones.</summary>
public sealed class TunnelSlots
{
    private readonly int _most;
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _active;
    private ulong _taken;
    private volatile bool _draining;
    private volatile int _limit;

    public TunnelSlots(int most) => (_most, _limit) = (most, most);

    public int Limit => _limit;

    public int Active => Volatile.Read(ref _active);

    public bool IsDraining => _draining;

    /// <param name="number">Counts the tunnels of this session, from 1.</param>
    public bool TryTake(out ulong number)
    {
        number = 0;
        if (Interlocked.Increment(ref _active) > _limit || _draining)
        {
            Release();
            return false;
        }

        number = Interlocked.Increment(ref _taken);
        return true;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _active) == 0 && _draining)
            _drained.TrySetResult();
    }

    /// <summary>Lowers the limit; tunnels above it go on.</summary>
    /// <param name="limit">null: as many as there may be at most.</param>
    public void Restrict(int? limit) => _limit = Math.Min(limit ?? _most, _most);

    /// <summary>Takes no more; completes when the last tunnel has ended.</summary>
    public Task DrainAsync()
    {
        _draining = true;
        if (Active == 0)
            _drained.TrySetResult();
        return _drained.Task;
    }
}
