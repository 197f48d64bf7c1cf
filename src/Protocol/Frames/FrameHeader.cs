namespace SocketWarp.Protocol.Frames;

/// <summary>Kind and length, as read from the start of a frame.</summary>
internal readonly record struct FrameHeader(FrameKind Kind, int BodyLength, int Length)
{
    /// <param name="source">The first bytes; more than <see cref="ProtocolLimits.MaxFrameHeader"/> are never looked at.</param>
    /// <remarks>
    /// As in QUIC itself the kind must be in its shortest form, so that comparing bytes is enough; a length need not be, so that
    /// a writer may leave room for it before it knows the body.
    /// </remarks>
    public static FrameStatus Read(ReadOnlySpan<byte> source, int maxBody, out FrameHeader header)
    {
        header = default;
        var kindLength = VarInt.Read(source, out var kind);
        if (kindLength == 0)
            return FrameStatus.Incomplete;
        if (kindLength != VarInt.Measure(kind) || !FrameBody.IsKnown((FrameKind)kind))
            return FrameStatus.UnknownKind;
        var lengthLength = VarInt.Read(source[kindLength..], out var bodyLength);
        if (lengthLength == 0)
            return FrameStatus.Incomplete;
        if (bodyLength > (ulong)maxBody)
            return FrameStatus.TooLong;
        header = new FrameHeader((FrameKind)kind, (int)bodyLength, kindLength + lengthLength);
        return FrameStatus.Complete;
    }
}
