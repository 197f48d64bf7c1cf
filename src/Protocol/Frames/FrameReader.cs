using System.Buffers;

namespace SocketWarp.Protocol.Frames;

/// <summary>Takes frames off the front of received bytes: kind and length as QUIC integers (RFC 9000 section 16), then the body.</summary>
public static class FrameReader
{
    /// <summary>Reads a frame from a stream of frames that comes through a pipe.</summary>
    /// <param name="buffer">What was received; moved behind the frame when there is a whole one, else left alone.</param>
    /// <param name="maxBody">Bytes; a longer frame is refused before its body has come.</param>
    /// <param name="body">A part of <paramref name="buffer"/>: to be read before the pipe is advanced.</param>
    /// <returns>false when more bytes are needed.</returns>
    /// <exception cref="ProtocolException">when the kind is unknown or the body is too long (<see cref="ErrorCode.BadFrame"/>).</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, int maxBody, out FrameKind kind, out ReadOnlySequence<byte> body)
    {
        body = default;
        Span<byte> start = stackalloc byte[ProtocolLimits.MaxFrameHeader];
        var available = (int)Math.Min(buffer.Length, start.Length);
        buffer.Slice(0, available).CopyTo(start);
        var status = FrameHeader.Read(start[..available], maxBody, out var header);
        kind = header.Kind;
        switch (status)
        {
            case FrameStatus.UnknownKind:
                throw new ProtocolException(ErrorCode.BadFrame, $"a frame of an unknown kind (first byte 0x{start[0]:x2})");
            case FrameStatus.TooLong:
                throw new ProtocolException(ErrorCode.BadFrame, $"a frame of more than {maxBody} bytes (kind 0x{start[0]:x2})");
            case FrameStatus.Complete when buffer.Length - header.Length >= header.BodyLength:
                body = buffer.Slice(header.Length, header.BodyLength);
                buffer = buffer.Slice(body.End);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Reads the one frame at the start of a tunnel's stream: throws nothing, allocates nothing.</summary>
    /// <param name="received">All bytes so far.</param>
    /// <param name="maxBody">Bytes.</param>
    /// <param name="body">A part of <paramref name="received"/>.</param>
    /// <param name="consumed">Bytes of the whole frame when it is <see cref="FrameStatus.Complete"/>, else 0.</param>
    internal static FrameStatus Read(ReadOnlySpan<byte> received, int maxBody, out FrameKind kind, out ReadOnlySpan<byte> body, out int consumed)
    {
        body = default;
        consumed = 0;
        var status = FrameHeader.Read(received, maxBody, out var header);
        kind = header.Kind;
        if (status != FrameStatus.Complete)
            return status;
        if (received.Length - header.Length < header.BodyLength)
            return FrameStatus.Incomplete;
        body = received.Slice(header.Length, header.BodyLength);
        consumed = header.Length + header.BodyLength;
        return FrameStatus.Complete;
    }
}
