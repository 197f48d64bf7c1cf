using SocketWarp.Transport.Ngtcp2.Interop;
using SocketWarp.Transport.Ngtcp2.Loop;

namespace SocketWarp.Transport.Ngtcp2.Streams;

/// <summary>
/// What a stream has to send: slices of blocks in order, each held until the peer has acknowledged it, because ngtcp2 sends lost bytes
/// again from the same memory.
/// </summary>
internal sealed unsafe class SendQueue(BlockPool blocks, MemoryBudget budget)
{
    private const int SpareSlots = 64;
    private Slice[] _slices = [];
    private int _head;
    private int _count;
    private int _sent; // slices that are wholly sent
    private int _sentOffset; // bytes sent of the next one
    private long _acknowledged;

    private struct Slice
    {
        public Block Block;
        public byte* Start;
        public int Length;
        public long End; // stream offset behind it
    }

    /// <summary>Stream offset behind the last byte that was appended.</summary>
    public long Total { get; private set; }

    /// <summary>Bytes that ngtcp2 has not taken yet.</summary>
    public long Unsent { get; private set; }

    /// <summary>Slices that are not wholly sent.</summary>
    public int UnsentSlices => _count - _sent;

    /// <summary>Bytes that the peer has not acknowledged yet.</summary>
    public long Held => Total - _acknowledged;

    public void Append(Block block, int offset, int length)
    {
        Total += length;
        Unsent += length;
        budget.Sending += length;
        var start = block.Start + offset;
        if (_count > 0)
        {
            ref var last = ref At(_count - 1);
            if (last.Block == block && last.Start + last.Length == start)
            {
                // A wholly sent slice that grows has something unsent again.
                if (_sent == _count)
                {
                    _sent--;
                    _sentOffset = last.Length;
                }

                last.Length += length;
                last.End = Total;
                return;
            }
        }

        if (_count == _slices.Length)
            Grow();
        block.References++;
        At(_count++) = new Slice
        {
            Block = block,
            Start = start,
            Length = length,
            End = Total,
        };
    }

    /// <summary>Fills vectors with unsent bytes, at least <paramref name="wanted"/> if there are so many and the vectors suffice.</summary>
    /// <returns>Vectors used.</returns>
    public int Peek(NativeQuic.Vec* vectors, int capacity, long wanted, out bool everything)
    {
        var used = 0;
        var offset = _sentOffset;
        for (var i = _sent; i < _count && used < capacity && wanted > 0; i++)
        {
            ref var slice = ref At(i);
            vectors[used++] = new NativeQuic.Vec { @base = slice.Start + offset, len = (nuint)(slice.Length - offset) };
            wanted -= slice.Length - offset;
            offset = 0;
        }

        everything = _sent + used == _count;
        return used;
    }

    /// <summary>ngtcp2 has taken the next bytes.</summary>
    public void Sent(long bytes)
    {
        Unsent -= bytes;
        while (bytes > 0)
        {
            var left = At(_sent).Length - _sentOffset;
            if (bytes < left)
            {
                _sentOffset += (int)bytes;
                return;
            }

            bytes -= left;
            _sent++;
            _sentOffset = 0;
        }
    }

    /// <summary>The peer has everything below this stream offset.</summary>
    public void Acknowledge(long offset)
    {
        if (offset <= _acknowledged)
            return;
        budget.Sending -= offset - _acknowledged;
        _acknowledged = offset;
        while (_sent > 0 && At(0).End <= offset)
            DropFirst();
        if (_count == 0 && _slices.Length > SpareSlots)
            _slices = [];
    }

    /// <summary>Gives all memory back. Only when ngtcp2 has closed the stream or the connection is gone.</summary>
    public void Clear()
    {
        while (_count > 0)
            DropFirst();
        _slices = [];
        _sent = _sentOffset = 0;
        Unsent = 0;
        budget.Sending -= Held;
        _acknowledged = Total;
    }

    private void DropFirst()
    {
        ref var first = ref At(0);
        blocks.Release(first.Block);
        first = default;
        _head = (_head + 1) & (_slices.Length - 1);
        _count--;
        _sent--;
    }

    private ref Slice At(int index) => ref _slices[(_head + index) & (_slices.Length - 1)];

    private void Grow()
    {
        var larger = new Slice[Math.Max(2, _slices.Length * 2)];
        for (var i = 0; i < _count; i++)
            larger[i] = At(i);
        _slices = larger;
        _head = 0;
    }
}
