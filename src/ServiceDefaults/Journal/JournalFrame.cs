using System.Buffers.Binary;
using System.Numerics;

namespace SocketWarp.ServiceDefaults.Journal;

/// <summary>
/// Length (4 bytes, little endian), CRC-32C of the body (4), body. One frame is what was made durable at once, so that after a crash
/// only the last frame can be incomplete.
/// </summary>
internal static class JournalFrame
{
    public const int HeaderSize = 8;

    /// <summary>Bytes of a body: the largest batch fits; a longer length is damage.</summary>
    public const int MaxBody = 4 * 1024 * 1024;

    public static byte[] Encode(ReadOnlySpan<byte> body)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(body.Length, MaxBody);
        var frame = new byte[HeaderSize + body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, body.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(4), Checksum(body));
        body.CopyTo(frame.AsSpan(HeaderSize));
        return frame;
    }

    /// <summary>False when no whole frame begins here.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> data, out ReadOnlySpan<byte> body)
    {
        body = default;
        if (data.Length < HeaderSize) return false;
        var length = BinaryPrimitives.ReadInt32LittleEndian(data);
        // An empty body is never written; eight zero bytes, as a crash can leave them, would be one.
        if (length is <= 0 or > MaxBody || length > data.Length - HeaderSize) return false;
        var candidate = data.Slice(HeaderSize, length);
        if (BinaryPrimitives.ReadUInt32LittleEndian(data[4..]) != Checksum(candidate)) return false;
        body = candidate;
        return true;
    }

    /// <summary>
    /// Whether these bytes, which are not a whole frame, can be what a crash left of one write: the beginning of a frame, or zeros where data did
    /// not reach the medium. Anything more was acknowledged once and has been damaged since.
    /// </summary>
    public static bool MayBeUnfinished(ReadOnlySpan<byte> tail)
    {
        if (tail.Length > HeaderSize + MaxBody) return false;
        var written = tail[..(tail.LastIndexOfAnyExcept((byte)0) + 1)];
        if (written.Length <= HeaderSize) return true;
        var length = BinaryPrimitives.ReadInt32LittleEndian(written);
        if (length is > 0 and <= MaxBody && written.Length > HeaderSize + length) return false;
        return !BeginsAnother(written[HeaderSize..]);
    }

    /// <summary>Whether another frame begins within a body: after the end of a line comes another line, a JSON object, or zeros that a crash left, unless the frame ended there.</summary>
    private static bool BeginsAnother(ReadOnlySpan<byte> body)
    {
        for (var end = body.IndexOf((byte)'\n'); end >= 0 && end < body.Length - 1; end = body.IndexOf((byte)'\n'))
        {
            body = body[(end + 1)..];
            if (body[0] is not ((byte)'{' or 0)) return true;
        }

        return false;
    }

    private static uint Checksum(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        for (; data.Length >= sizeof(ulong); data = data[sizeof(ulong)..]) crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
        foreach (var b in data) crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }
}
