using System.Buffers.Binary;

namespace SocketWarp.Protocol.Frames;

/// <summary>Variable-length integers of QUIC (RFC 9000 section 16): 62 bits in 1, 2, 4 or 8 bytes.</summary>
internal static class VarInt
{
    public const ulong MaxValue = (1UL << 62) - 1;

    public static int Measure(ulong value) =>
        value switch
        {
            < 1UL << 6 => 1,
            < 1UL << 14 => 2,
            < 1UL << 30 => 4,
            <= MaxValue => 8,
            _ => throw new ArgumentOutOfRangeException(nameof(value), value, "more than 62 bits"),
        };

    /// <returns>Bytes read, or 0 when there are not enough.</returns>
    public static int Read(ReadOnlySpan<byte> source, out ulong value)
    {
        value = 0;
        if (source.IsEmpty || source.Length < 1 << (source[0] >> 6))
            return 0;
        var length = 1 << (source[0] >> 6);
        value = (ulong)source[0] & 0x3f;
        foreach (var b in source[1..length])
            value = (value << 8) | b;
        return length;
    }

    /// <summary>Writes the shortest form.</summary>
    /// <returns>Bytes written.</returns>
    public static int Write(Span<byte> destination, ulong value)
    {
        var length = Measure(value);
        switch (length)
        {
            case 1:
                destination[0] = (byte)value;
                break;
            case 2:
                BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)(value | 0x4000));
                break;
            case 4:
                BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)value | 0x8000_0000);
                break;
            default:
                BinaryPrimitives.WriteUInt64BigEndian(destination, value | 0xC000_0000_0000_0000);
                break;
        }

        return length;
    }
}
