using SocketWarp.Transport.Ngtcp2.Loop;

namespace SocketWarp.Transport.Ngtcp2.Streams;

/// <summary>
/// Bounds what the sockets of a connection read ahead of what it sends. More gains nothing: it fills memory, and is out of the CPU's
/// caches when its turn to be sent comes. Sockets that must wait stand in line and leave their bytes to the kernel. Loop thread only.
/// </summary>
internal sealed class ReadAhead(EventLoop loop)
{
    /// <summary>The send buffers that one socket fills before the next one's turn. With one buffer, a thousand tunnels cost a seventh more CPU.</summary>
    private const int BuffersPerQuota = 2;

    /// <summary>The bytes that a socket may send first after it was empty, so that short messages need not wait behind long transfers.</summary>
    private const int ShortQuota = 4 * 1024;

    /// <summary>Bytes; what some turns of the loop send. Four times as much, out of a core's second cache when it is sent, costs 7 % more CPU.</summary>
    private const long Enough = 1024 * 1024;

    private readonly Queue<IReadSource> _line = new();
    private int _quota = 128 * 1024; // bytes of one socket before it is another's turn
    private long _bytes; // of the streams that stand ready; what a slow target blocks must not hold up the others

    /// <summary>Reads what fills whole send buffers: a rest would be sent, and written at the other end, by itself.</summary>
    /// <param name="bytes">Of stream data in one send buffer.</param>
    public void FitTo(int bytes) => _quota = BuffersPerQuota * bytes;

    /// <summary>What the stream has to send, or whether it stands ready, may have changed.</summary>
    public void Count(LoopStream stream)
    {
        var bytes = stream.InReadyQueue ? stream.Queue.Unsent : 0;
        _bytes += bytes - stream.CountedAhead;
        stream.CountedAhead = bytes;
    }

    /// <returns>Bytes that the source may read now; 0: it will be marked readable when its turn has come.</returns>
    public int Allow(IReadSource source)
    {
        switch (source.Place)
        {
            case PlaceInLine.Called:
                source.Place = PlaceInLine.None;
                return _quota;
            case PlaceInLine.Waiting:
                return 0;
        }

        if (_line.Count == 0 && _bytes < Enough)
            return _quota;
        if (source.WasEmptied)
            return ShortQuota;
        source.Place = PlaceInLine.Waiting;
        _line.Enqueue(source);
        return 0;
    }

    /// <summary>Calls those whose turn has come, after something may have been sent.</summary>
    /// <returns>Whether there were any. They read before the next call, which must come even if they find nothing to read.</returns>
    public bool CallNext()
    {
        var called = false;
        for (var room = Enough - _bytes; room > 0 && _line.TryDequeue(out var next); room -= _quota)
        {
            next.Place = PlaceInLine.Called;
            loop.MarkReadable(next);
            called = true;
        }

        return called;
    }
}
