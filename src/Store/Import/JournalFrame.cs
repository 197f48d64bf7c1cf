using System.Buffers.Binary;
using System.Numerics;

namespace SocketWarp.Store.Import;

/// <summary>One frame of a journal of version 0.1: length (4 bytes, little endian), CRC-32C of the body (4), body.</summary>
internal static class JournalFrame
{
    public const int HeaderSize = 8;
    private const int MaxBody = 4 * 1024 * 1024;

    /// <summary>False when no whole frame begins here.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> data, out ReadOnlySpan<byte> body)
    {
        body = default;
        if (data.Length < HeaderSize)
            return false;
        var length = BinaryPrimitives.ReadInt32LittleEndian(data);
        if (length is <= 0 or > MaxBody || length > data.Length - HeaderSize)
            return false;
        var candidate = data.Slice(HeaderSize, length);
        if (BinaryPrimitives.ReadUInt32LittleEndian(data[4..]) != Checksum(candidate))
            return false;
        body = candidate;
        return true;
    }

    private static uint Checksum(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        for (; data.Length >= sizeof(ulong); data = data[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
        foreach (var b in data)
            crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }
}
