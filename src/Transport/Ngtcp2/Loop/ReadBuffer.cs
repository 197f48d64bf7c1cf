using SocketWarp.Transport.Ngtcp2.Interop;
using SocketWarp.Transport.Ngtcp2.Streams;

namespace SocketWarp.Transport.Ngtcp2.Loop;

/// <summary>
/// The blocks that all of a loop's sockets are read into, one after the other. Streams keep references to slices of it until the peer
/// has acknowledged them, so an idle stream holds no memory.
/// </summary>
internal sealed unsafe class ReadBuffer(BlockPool blocks) : IDisposable
{
    private const int LeastRoom = 2048;
    private readonly Block?[] _spares = new Block?[2]; // for what the current one has no room for, in this order
    private Block? _current;

    /// <summary>Reads at most <paramref name="wanted"/> bytes from a socket into the queue.</summary>
    /// <param name="wanted">Becomes what was really asked for: only a result below that means that the socket is empty.</param>
    /// <returns>Bytes read, 0 at the end, −1 on an error (in the last P/Invoke error).</returns>
    public int ReadSocket(int descriptor, SendQueue queue, ref int wanted)
    {
        var current = Current(Math.Min(LeastRoom, wanted));
        var vectors = stackalloc NativeSystem.IoVec[1 + _spares.Length];
        var room = Math.Min(current.Free, wanted);
        vectors[0] = new NativeSystem.IoVec { iov_base = current.End, iov_len = (nuint)room };
        var count = 1;
        for (; room < wanted && count <= _spares.Length; count++)
        {
            var part = Math.Min(BlockPool.BlockSize, wanted - room);
            vectors[count] = new NativeSystem.IoVec { iov_base = (_spares[count - 1] ??= blocks.Rent()).Start, iov_len = (nuint)part };
            room += part;
        }

        wanted = room;
        var read = (int)NativeSystem.readv(descriptor, vectors, count);
        for (var left = read; left > 0; )
        {
            if (_current!.Free == 0)
                Advance();
            var part = Math.Min(left, _current.Free);
            Take(queue, part);
            left -= part;
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
        if (_current != null)
            blocks.Release(_current);
        foreach (var spare in _spares)
            if (spare != null)
                blocks.Release(spare);

        Array.Clear(_spares);
        _current = null;
    }

    private Block Current(int room)
    {
        _current ??= blocks.Rent();
        if (_current.Free < room)
            Advance();
        return _current;
    }

    private void Advance()
    {
        blocks.Release(_current!);
        _current = _spares[0] ?? blocks.Rent();
        (_spares[0], _spares[1]) = (_spares[1], null);
    }

    private void Take(SendQueue queue, int length)
    {
        queue.Append(_current!, _current!.Used, length);
        _current.Used += length;
    }
}
