namespace SocketWarp.Transport.Ngtcp2.Loop;

/// <summary>A binary heap of deadlines; every timer knows its position, so that moving one costs O(log n).</summary>
internal sealed class TimerHeap
{
    private LoopTimer[] _heap = new LoopTimer[64];

    public int Count { get; private set; }

    public ulong Next => Count == 0 ? LoopTimer.Never : _heap[0].Deadline;

    public void Set(LoopTimer timer, ulong deadline)
    {
        if (deadline == LoopTimer.Never)
        {
            Cancel(timer);
            return;
        }

        if (timer.Position < 0)
        {
            if (Count == _heap.Length)
                Array.Resize(ref _heap, Count * 2);
            timer.Position = Count;
            _heap[Count++] = timer;
        }
        else if (timer.Deadline == deadline)
        {
            return;
        }

        timer.Deadline = deadline;
        Restore(timer);
    }

    /// <summary>Sets it to no sooner than <paramref name="earliest"/>; if it comes due before that already, setting it again does not put it off.</summary>
    public void SetNotBefore(LoopTimer timer, ulong deadline, ulong earliest) => Set(timer, Math.Max(deadline, Math.Min(earliest, timer.Deadline)));

    public void Cancel(LoopTimer timer)
    {
        timer.Deadline = LoopTimer.Never;
        var position = timer.Position;
        if (position < 0)
            return;
        timer.Position = -1;
        var last = _heap[--Count];
        _heap[Count] = null!;
        if (last == timer)
            return;
        Place(last, position);
        Restore(last);
    }

    /// <summary>Takes out the earliest timer if it is due.</summary>
    public bool TryTakeExpired(ulong now, out LoopTimer timer)
    {
        timer = _heap[0];
        if (Count == 0 || timer.Deadline > now)
            return false;
        Cancel(timer);
        return true;
    }

    private void Restore(LoopTimer timer)
    {
        var i = timer.Position;
        while (i > 0 && _heap[(i - 1) / 2].Deadline > timer.Deadline)
        {
            Place(_heap[(i - 1) / 2], i);
            i = (i - 1) / 2;
        }

        while (true)
        {
            var child = 2 * i + 1;
            if (child >= Count)
                break;
            if (child + 1 < Count && _heap[child + 1].Deadline < _heap[child].Deadline)
                child++;
            if (_heap[child].Deadline >= timer.Deadline)
                break;
            Place(_heap[child], i);
            i = child;
        }

        Place(timer, i);
    }

    private void Place(LoopTimer timer, int position)
    {
        _heap[position] = timer;
        timer.Position = position;
    }
}
