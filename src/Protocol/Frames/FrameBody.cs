using System.Buffers;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using SocketWarp.Protocol.Session;
using SocketWarp.Protocol.Tunnel;

namespace SocketWarp.Protocol.Frames;

/// <summary>The message inside a frame. Unknown fields are dropped: a newer peer's additions cost no memory.</summary>
public static class FrameBody
{
    private static readonly Known?[] Kinds = Table(
        (FrameKind.Hello, Hello.Parser, Hello.Descriptor),
        (FrameKind.Welcome, Welcome.Parser, Welcome.Descriptor),
        (FrameKind.Refused, Refused.Parser, Refused.Descriptor),
        (FrameKind.Ping, Ping.Parser, Ping.Descriptor),
        (FrameKind.Pong, Pong.Parser, Pong.Descriptor),
        (FrameKind.Drain, Drain.Parser, Drain.Descriptor),
        (FrameKind.CertificateNotice, CertificateNotice.Parser, CertificateNotice.Descriptor),
        (FrameKind.TargetProbe, TargetProbe.Parser, TargetProbe.Descriptor),
        (FrameKind.TargetProbeResult, TargetProbeResult.Parser, TargetProbeResult.Descriptor),
        (FrameKind.TunnelOpen, TunnelOpen.Parser, TunnelOpen.Descriptor),
        (FrameKind.TunnelOpened, TunnelOpened.Parser, TunnelOpened.Descriptor));

    /// <summary>Reads the message that <paramref name="kind"/> says: a <see cref="Hello"/>, a <see cref="Ping"/> and so on.</summary>
    /// <exception cref="ProtocolException">Not such a message, or an unknown kind (<see cref="ErrorCode.BadFrame"/>).</exception>
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
    public static int MaxLength(FrameKind kind) => kind >= FrameKind.TunnelOpen ? ProtocolLimits.MaxTunnelBody : ProtocolLimits.MaxControlBody;

    internal static bool IsKnown(FrameKind kind) => Find(kind) is not null;

    internal static bool Fits(FrameKind kind, IMessage message) => ReferenceEquals(Find(kind)?.Descriptor, message.Descriptor);

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

    private static Known?[] Table(params (FrameKind Kind, MessageParser Parser, MessageDescriptor Descriptor)[] rows)
    {
        var table = new Known?[rows.Max(r => (int)r.Kind) + 1];
        foreach (var (kind, parser, descriptor) in rows)
            table[(int)kind] = new Known(parser.WithDiscardUnknownFields(true), descriptor);
        return table;
    }

    private sealed record Known(MessageParser Parser, MessageDescriptor Descriptor);
}
