using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Google.Protobuf;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Frames;
using SocketWarp.Protocol.Tunnel;

namespace SocketWarp.Sessions.Tunnels;

/// <summary>
/// Writes the TunnelOpen frames of one assignment. What all its tunnels share is encoded once, the rest goes straight into the
/// engine's buffer: a visitor costs no message, no string and no array.
/// </summary>
public sealed class NativeOpening
{
    // The two-byte form of the frame's length (RFC 9000 section 16), so that the body can be written before its length is known.
    private const int HeaderLength = 3;
    private const int TwoByteForm = 0x4000;
    private const byte LengthDelimited = 2;
    private const byte TunnelIdTag = (TunnelOpen.TunnelIdFieldNumber << 3) | LengthDelimited;
    private const byte VisitorTag = (TunnelOpen.VisitorFieldNumber << 3) | LengthDelimited;
    private const byte TraceparentTag = (TunnelOpen.TraceparentFieldNumber << 3) | LengthDelimited;

    private readonly byte[] _shared;

    public NativeOpening(TargetAddress target) => _shared = new TunnelOpen { Protocol = TunnelProtocol.Tcp, Target = target.ToString() }.ToByteArray();

    /// <param name="destination">Room for the longest opening.</param>
    /// <param name="session">First part of the tunnel's id.</param>
    /// <param name="number">Second part.</param>
    /// <param name="traceparent">Of the tunnel's activity; null when nobody traces it.</param>
    /// <returns>Bytes written.</returns>
    public int Write(Span<byte> destination, string session, ulong number, IPEndPoint visitor, string? traceparent = null)
    {
        var body = destination[HeaderLength..];
        _shared.CopyTo(body);
        var length = _shared.Length;
        length += WriteTunnelId(body[length..], session, number);
        length += WriteVisitor(body[length..], visitor);
        if (traceparent is not null)
            length += WriteText(body[length..], TraceparentTag, traceparent);
        destination[0] = (byte)FrameKind.TunnelOpen;
        BinaryPrimitives.WriteUInt16BigEndian(destination[1..], (ushort)(TwoByteForm | length));
        return HeaderLength + length;
    }

    private static int WriteTunnelId(Span<byte> destination, string session, ulong number)
    {
        var text = destination[2..];
        var length = System.Text.Encoding.ASCII.GetBytes(session, text);
        text[length++] = (byte)'-';
        number.TryFormat(text[length..], out var digits);
        return Close(destination, TunnelIdTag, length + digits);
    }

    private static int WriteVisitor(Span<byte> destination, IPEndPoint visitor)
    {
        var text = destination[2..];
        var bracketed = visitor.AddressFamily == AddressFamily.InterNetworkV6;
        var length = 0;
        if (bracketed)
            text[length++] = (byte)'[';
        visitor.Address.TryFormat(text[length..], out var written);
        length += written;
        if (bracketed)
            text[length++] = (byte)']';
        text[length++] = (byte)':';
        visitor.Port.TryFormat(text[length..], out written);
        return Close(destination, VisitorTag, length + written);
    }

    private static int WriteText(Span<byte> destination, byte tag, string text) =>
        Close(destination, tag, System.Text.Encoding.ASCII.GetBytes(text, destination[2..]));

    private static int Close(Span<byte> destination, byte tag, int length)
    {
        destination[0] = tag;
        destination[1] = (byte)length;
        return length + 2;
    }
}
