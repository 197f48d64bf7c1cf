using System.Buffers;
using Google.Protobuf;
using SocketWarp.Protocol.Session;
using SocketWarp.Protocol.Tunnel;

namespace SocketWarp.Protocol.Frames;

/// <summary>The message inside a frame. Unknown fields are dropped: a newer peer's additions cost no memory.</summary>
public static class FrameBody
{
    private static readonly Known?[] Kinds = Table(
        (FrameKind.Hello, Hello.Parser, typeof(Hello)),
        (FrameKind.Welcome, Welcome.Parser, typeof(Welcome)),
        (FrameKind.Refused, Refused.Parser, typeof(Refused)),
        (FrameKind.Ping, Ping.Parser, typeof(Ping)),
        (FrameKind.Pong, Pong.Parser, typeof(Pong)),
        (FrameKind.Drain, Drain.Parser, typeof(Drain)),
        (FrameKind.CertificateNotice, CertificateNotice.Parser, typeof(CertificateNotice)),
        (FrameKind.TargetProbe, TargetProbe.Parser, typeof(TargetProbe)),
        (FrameKind.TargetProbeResult, TargetProbeResult.Parser, typeof(TargetProbeResult)),
        (FrameKind.TunnelOpen, TunnelOpen.Parser, typeof(TunnelOpen)),
        (FrameKind.TunnelOpened, TunnelOpened.Parser, typeof(TunnelOpened))
    );

    /// <summary>Reads the message that <paramref name="kind"/> says: a <see cref="Hello"/>, a <see cref="Ping"/> and so on.</summary>
    /// <exception cref="ProtocolException">when it is not such a message, or of an unknown kind (<see cref="ErrorCode.BadFrame"/>).</exception>
    public static IMessage Parse(FrameKind kind, in ReadOnlySequence<byte> body)
    {
        var known = Find(kind) ?? throw new ProtocolException(ErrorCode.BadFrame, $"unknown frame kind 0x{(ulong)kind:x}");
        try
        {
            return known.Parser.ParseFrom(body);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new ProtocolException(ErrorCode.BadFrame, $"the body of a {kind} frame cannot be read", e);
        }
    }

    /// <summary>Bytes that the body of this kind may have.</summary>
    internal static int MaxLength(FrameKind kind) => kind >= FrameKind.TunnelOpen ? ProtocolLimits.MaxTunnelBody : ProtocolLimits.MaxControlBody;

    internal static bool IsKnown(FrameKind kind) => Find(kind) is not null;

    internal static bool Fits(FrameKind kind, IMessage message) => Find(kind)?.Type == message.GetType();

    /// <returns>null when it cannot be read.</returns>
    internal static IMessage? TryParse(FrameKind kind, ReadOnlySpan<byte> body)
    {
        try
        {
            return Find(kind)?.Parser.ParseFrom(body);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static Known? Find(FrameKind kind) => (ulong)kind < (ulong)Kinds.Length ? Kinds[(int)kind] : null;

    private static Known?[] Table(params (FrameKind Kind, MessageParser Parser, Type Type)[] rows)
    {
        var table = new Known?[rows.Max(r => (int)r.Kind) + 1];
        foreach (var (kind, parser, type) in rows)
            table[(int)kind] = new Known(parser.WithDiscardUnknownFields(true), type);
        return table;
    }

    // Types rather than descriptors: those cost a start 20 ms of reflection.
    private sealed record Known(MessageParser Parser, Type Type);
}
