using System.Buffers;
using System.Buffers.Binary;
using Google.Protobuf;

namespace SocketWarp.Rpc.Wire;

/// <summary>A message on the wire: one byte of flags, four of length (big endian), then protobuf ("Length-Prefixed-Message" in grpc/doc/PROTOCOL-HTTP2.md).</summary>
internal static class MessageFrame
{
    public const int HeaderSize = 5;

    private const byte Plain = 0;
    private const byte Compressed = 1;

    /// <summary>The size of the serialized message in bytes.</summary>
    /// <exception cref="RpcException">It is over the limit.</exception>
    public static int Measure(IMessage message, int maxSize)
    {
        var size = message.CalculateSize();
        return size <= maxSize
            ? size
            : throw new RpcException(RpcStatusCode.ResourceExhausted, $"The message to send has {size} bytes; the limit is {maxSize}.");
    }

    public static void Write(IBufferWriter<byte> output, IMessage message, int size)
    {
        var header = output.GetSpan(HeaderSize);
        header[0] = Plain;
        BinaryPrimitives.WriteInt32BigEndian(header[1..], size);
        output.Advance(HeaderSize);
        message.WriteTo(output);
    }

    /// <summary>Judges the header that <paramref name="buffer"/> starts with, before anything is allocated for the message.</summary>
    /// <returns>The size of the message in bytes.</returns>
    public static int ReadHeader(in ReadOnlySequence<byte> buffer, MessageRules rules)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        buffer.Slice(0, HeaderSize).CopyTo(header);
        if (header[0] == Compressed && rules.Encoding is not (null or "" or HeaderNames.Identity))
            throw new RpcException(rules.CompressedRefusal, $"Messages compressed with '{rules.Encoding}' are not taken: send them as '{HeaderNames.Identity}'.");
        if (header[0] != Plain)
            throw new RpcException(RpcStatusCode.Internal, $"Malformed message: flags 0x{header[0]:x2} where 0x00 is expected.");
        var size = BinaryPrimitives.ReadUInt32BigEndian(header[1..]);
        return size <= (uint)rules.MaxSize
            ? (int)size
            : throw new RpcException(RpcStatusCode.ResourceExhausted, $"The received message has {size} bytes; the limit is {rules.MaxSize}.");
    }
}
