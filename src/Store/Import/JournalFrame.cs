using System.Buffers.Binary;
using System.Numerics;

namespace SocketWarp.Store.Import;

/// <summary>
/// One frame of a journal of version 0.1: length (4 bytes, little endian), CRC-32C of the body (4), body. A frame was written only when the one
/// before was durable, so that a crash leaves at most one that is not whole: the last.
/// </summary>
internal static class JournalFrame
{
    public const int HeaderSize = 8;

    /// <summary>Bytes of the longest body that was ever written; a longer length is damage.</summary>
    public const int MaxBody = 4 * 1024 * 1024;

    /// <summary>False when no whole frame begins here.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> data, out ReadOnlySpan<byte> body)
    {
        body = default;
        if (data.Length < HeaderSize)
            return false;
        var length = BinaryPrimitives.ReadInt32LittleEndian(data);
        // An empty body was never written; eight zero bytes, as a crash can leave them, would be one.
        if (length is <= 0 or > MaxBody || length > data.Length - HeaderSize)
            return false;
        var candidate = data.Slice(HeaderSize, length);
        if (BinaryPrimitives.ReadUInt32LittleEndian(data[4..]) != Checksum(candidate))
            return false;
        body = candidate;
        return true;
    }

    /// <summary>
    /// Says whether these bytes, which are not a whole frame, can be what a crash left of one write: the beginning of a frame, or zeros where data
    /// did not reach the medium. Anything more was acknowledged once and has been damaged since.
    /// </summary>
    public static bool MayBeUnfinished(ReadOnlySpan<byte> tail)
    {
        if (tail.Length > HeaderSize + MaxBody)
            return false;
        var written = tail[..(tail.LastIndexOfAnyExcept((byte)0) + 1)];
        if (written.Length <= HeaderSize)
            return true;
        var length = BinaryPrimitives.ReadInt32LittleEndian(written);
        if (length is > 0 and <= MaxBody && written.Length > HeaderSize + length)
            return false;
        return !BeginsAnother(written[HeaderSize..]);
    }

    /// <summary>
    /// Says whether another frame begins within a body. After the end of a line comes another line, a JSON object, or zeros for a page that did not
    /// reach the medium while a later one did; anything else is the length of the next frame.
    /// </summary>
    private static bool BeginsAnother(ReadOnlySpan<byte> body)
    {
        for (var end = body.IndexOf((byte)'\n'); end >= 0 && end < body.Length - 1; end = body.IndexOf((byte)'\n'))
        {
            body = body[(end + 1)..];
            if (body[0] is not ((byte)'{' or 0))
                return true;
        }

        return false;
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
