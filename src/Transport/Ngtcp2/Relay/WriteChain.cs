using System.Runtime.InteropServices;
using SocketWarp.Transport.Ngtcp2.Interop;
using SocketWarp.Transport.Ngtcp2.Loop;

namespace SocketWarp.Transport.Ngtcp2.Relay;

/// <summary>
/// Bytes on their way to a socket, in blocks of our own: the packet buffer they came in is gone after the callback. Empty, and without memory, while the
/// socket keeps up.
/// </summary>
internal sealed unsafe class WriteChain(BlockPool blocks, MemoryBudget budget)
{
    private const int MaxVectors = 16;
    private Block?[] _blocks = [];
    private int _head;
    private int _count;
    private int _offset; // of the first block

    public bool IsEmpty => _count == 0;

    /// <summary>Bytes.</summary>
    public long Length { get; private set; }

    /// <summary>What lies in one piece at the front; at least the first 64 KiB of a chain do.</summary>
    public ReadOnlySpan<byte> First => _count == 0 ? default : new ReadOnlySpan<byte>(At(0).Start + _offset, At(0).Used - _offset);

    public void Append(byte* data, int length)
    {
        Count(length);
        while (length > 0)
        {
            if (_count == 0 || At(_count - 1).Free == 0)
                AddBlock();
            var last = At(_count - 1);
            var part = Math.Min(length, last.Free);
            Buffer.MemoryCopy(data, last.End, part, part);
            last.Used += part;
            data += part;
            length -= part;
        }
    }

    public void Consume(long bytes)
    {
        Count(-bytes);
        while (bytes > 0)
        {
            var first = At(0);
            var left = first.Used - _offset;
            if (bytes < left)
            {
                _offset += (int)bytes;
                return;
            }

            bytes -= left;
            DropFirst();
        }
    }

    /// <summary>Writes as much as the socket takes.</summary>
    /// <param name="full">The socket takes no more now.</param>
    /// <returns>Bytes written, or −1 with the last P/Invoke error set.</returns>
    public long WriteTo(int descriptor, out bool full)
    {
        full = false;
        long total = 0;
        var vectors = stackalloc NativeSystem.IoVec[MaxVectors];
        while (_count > 0 && !full)
        {
            nint wanted = 0;
            var used = 0;
            for (var offset = _offset; used < _count && used < MaxVectors; used++, offset = 0)
            {
                var block = At(used);
                vectors[used] = new NativeSystem.IoVec { iov_base = block.Start + offset, iov_len = (nuint)(block.Used - offset) };
                wanted += block.Used - offset;
            }

            NativeSystem.MessageHeader message = new() { msg_iov = vectors, msg_iovlen = (nuint)used };
            var written = NativeSystem.sendmsg(descriptor, &message, NativeSystem.MSG_DONTWAIT | NativeSystem.MSG_NOSIGNAL);
            if (written < 0)
            {
                var error = Marshal.GetLastPInvokeError();
                if (error == NativeSystem.EINTR)
                    continue;
                if (error != NativeSystem.EAGAIN)
                    return -1;
                full = true;
                break;
            }

            full = written < wanted;
            total += written;
            Consume(written);
        }

        return total;
    }

    public void Clear()
    {
        Count(-Length);
        while (_count > 0)
            DropFirst();
        _blocks = [];
    }

    private void Count(long bytes)
    {
        Length += bytes;
        budget.Buffered += bytes;
    }

    private Block At(int index) => _blocks[(_head + index) & (_blocks.Length - 1)]!;

    private void AddBlock()
    {
        if (_count == _blocks.Length)
        {
            var larger = new Block?[Math.Max(2, _count * 2)];
            for (var i = 0; i < _count; i++)
                larger[i] = At(i);
            _blocks = larger;
            _head = 0;
        }

        _blocks[(_head + _count++) & (_blocks.Length - 1)] = blocks.Rent();
    }

    private void DropFirst()
    {
        blocks.Release(At(0));
        _blocks[_head] = null;
        _head = (_head + 1) & (_blocks.Length - 1);
        _count--;
        _offset = 0;
    }
}
