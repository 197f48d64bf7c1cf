using System.Runtime.InteropServices;
using SocketWarp.Transport.Ngtcp2.Interop;

namespace SocketWarp.Transport.Ngtcp2.Connections;

/// <summary>A connection id (up to 20 bytes) as a dictionary key. The hash is seeded per process, since strangers choose ids.</summary>
internal readonly unsafe struct ConnectionIdKey : IEquatable<ConnectionIdKey>
{
    private readonly ulong _first;
    private readonly ulong _second;
    private readonly ulong _third; // the last four bytes and the length

    public ConnectionIdKey(byte* data, nuint length)
    {
        Span<ulong> words = stackalloc ulong[3];
        words.Clear();
        var size = Math.Min((int)length, NativeQuic.MaxConnectionIdLength);
        new ReadOnlySpan<byte>(data, size).CopyTo(MemoryMarshal.AsBytes(words));
        (_first, _second, _third) = (words[0], words[1], words[2] | (ulong)size << 32);
    }

    public ConnectionIdKey(in NativeQuic.ConnectionId id)
    {
        fixed (byte* data = id.data)
            this = new ConnectionIdKey(data, id.datalen);
    }

    public bool Equals(ConnectionIdKey other) => _first == other._first && _second == other._second && _third == other._third;

    public override bool Equals(object? obj) => obj is ConnectionIdKey other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_first, _second, _third);
}
