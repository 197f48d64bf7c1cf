using System.Buffers;
using Google.Protobuf;

namespace SocketWarp.Protocol.Frames;

/// <summary>Writes frames, kind and length in their shortest forms.</summary>
public static class FrameWriter
{
    /// <exception cref="ArgumentException">when the message is not what the kind says, or is longer than the kind may be.</exception>
    public static void Write(IBufferWriter<byte> writer, FrameKind kind, IMessage message)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var length = Measure(kind, message);
        writer.Advance(Write(writer.GetSpan(length), kind, message));
    }

    /// <param name="destination">At least <see cref="Measure"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="ArgumentException">when the message is not what the kind says, or the destination is too short.</exception>
    public static int Write(Span<byte> destination, FrameKind kind, IMessage message)
    {
        var length = Measure(kind, message);
        if (destination.Length < length)
            throw new ArgumentException($"a {kind} frame of {length} bytes does not fit in {destination.Length}", nameof(destination));
        var bodyLength = message.CalculateSize();
        var written = VarInt.Write(destination, (ulong)kind);
        written += VarInt.Write(destination[written..], (ulong)bodyLength);
        message.WriteTo(destination.Slice(written, bodyLength));
        return length;
    }

    /// <returns>Bytes of the whole frame.</returns>
    /// <exception cref="ArgumentException">when the message is not what the kind says, or is longer than the kind may be</exception>
    internal static int Measure(FrameKind kind, IMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (!FrameBody.Fits(kind, message))
            throw new ArgumentException($"a {message.Descriptor.Name} is not the body of a {kind} frame", nameof(message));
        var bodyLength = message.CalculateSize();
        var limit = FrameBody.MaxLength(kind);
        if (bodyLength > limit)
            throw new ArgumentException($"a {kind} of {bodyLength} bytes is longer than {limit}", nameof(message));
        return VarInt.Measure((ulong)kind) + VarInt.Measure((ulong)bodyLength) + bodyLength;
    }
}
