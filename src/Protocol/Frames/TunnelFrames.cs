using Google.Protobuf;
using SocketWarp.Protocol.Tunnel;

namespace SocketWarp.Protocol.Frames;

/// <summary>The opening of a tunnel's stream, for code that may not wait and should not throw.</summary>
public static class TunnelFrames
{
    /// <summary>The connector's side.</summary>
    /// <param name="received">All bytes of the stream so far.</param>
    /// <param name="open">When <see cref="FrameStatus.Complete"/>; its fields are not checked yet.</param>
    /// <param name="consumed">Bytes before the visitor's.</param>
    public static FrameStatus ReadOpen(ReadOnlySpan<byte> received, out TunnelOpen? open, out int consumed) =>
        Read(received, FrameKind.TunnelOpen, out open, out consumed);

    /// <summary>The gateway's side.</summary>
    /// <param name="received">All bytes of the stream so far.</param>
    /// <param name="opened">When <see cref="FrameStatus.Complete"/>.</param>
    /// <param name="consumed">Bytes before the target's.</param>
    public static FrameStatus ReadOpened(ReadOnlySpan<byte> received, out TunnelOpened? opened, out int consumed) =>
        Read(received, FrameKind.TunnelOpened, out opened, out consumed);

    private static FrameStatus Read<T>(ReadOnlySpan<byte> received, FrameKind expected, out T? message, out int consumed)
        where T : class, IMessage<T>
    {
        message = null;
        var status = FrameReader.Read(received, ProtocolLimits.MaxTunnelBody, out var kind, out var body, out consumed);
        if (status == FrameStatus.Complete && kind != expected)
            status = FrameStatus.UnknownKind;
        else if (status == FrameStatus.Complete && (message = (T?)FrameBody.TryParse(kind, body)) is null)
            status = FrameStatus.Malformed;
        if (status != FrameStatus.Complete)
            consumed = 0;
        return status;
    }
}
