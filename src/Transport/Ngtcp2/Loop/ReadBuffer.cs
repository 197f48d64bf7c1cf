using SocketWarp.Transport.Ngtcp2.Interop;
using SocketWarp.Transport.Ngtcp2.Streams;

namespace SocketWarp.Transport.Ngtcp2.Loop;

/// <summary>
/// The block that all of a loop's sockets are read into, one after the other. Streams keep references to slices of it until the peer
/// has acknowledged them, so an idle stream holds no memory.
/// </summary>
internal sealed unsafe class ReadBuffer(BlockPool blocks) : IDisposable
{
    private const int LeastRoom = 2048;
    private Block? _current;
    private Block? _next;

    /// <summary>Reads at most <paramref name="wanted"/> bytes from a socket into the queue.</summary>
    /// <param name="wanted">Becomes what was really asked for: only a result below that means that the socket is empty.</param>
    /// <returns>Bytes read, 0 at the end, −1 on an error (in the last P/Invoke error).</returns>
    public int ReadSocket(int descriptor, SendQueue queue, ref int wanted)
    {
        var current = Current(Math.Min(LeastRoom, wanted));
        var first = Math.Min(current.Free, wanted);
        wanted = Math.Min(wanted, first + BlockPool.BlockSize);
        var vectors = stackalloc NativeSystem.IoVec[2];
        vectors[0] = new NativeSystem.IoVec { iov_base = current.End, iov_len = (nuint)first };
        var count = 1;
        if (wanted > first)
        {
            _next ??= blocks.Rent();
            vectors[1] = new NativeSystem.IoVec { iov_base = _next.Start, iov_len = (nuint)(wanted - first) };
            count = 2;
        }

        var read = (int)NativeSystem.readv(descriptor, vectors, count);
        if (read <= 0) return read;
        Take(queue, Math.Min(read, first));
        if (read > first)
        {
            Advance();
            Take(queue, read - first);
        }

        return read;
    }

    /// <summary>Copies bytes into the queue.</summary>
    public void Append(ReadOnlySpan<byte> bytes, SendQueue queue)
    {
        while (bytes.Length > 0)
        {
            var current = Current(Math.Min(LeastRoom, bytes.Length));
            var part = Math.Min(current.Free, bytes.Length);
            bytes[..part].CopyTo(new Span<byte>(current.End, part));
            Take(queue, part);
            bytes = bytes[part..];
        }
    }

    public void Dispose()
    {
        if (_current != null) blocks.Release(_current);
        if (_next != null) blocks.Release(_next);
        _current = _next = null;
    }

    private Block Current(int room)
    {
        _current ??= blocks.Rent();
        if (_current.Free < room) Advance();
        return _current;
    }

    private void Advance()
    {
        blocks.Release(_current!);
        _current = _next ?? blocks.Rent();
        _next = null;
    }

    private void Take(SendQueue queue, int length)
    {
        queue.Append(_current!, _current!.Used, length);
        _current.Used += length;
    }
}
