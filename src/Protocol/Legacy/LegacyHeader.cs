using System.Text;

namespace SocketWarp.Protocol.Legacy;

/// <summary>
/// The first 1024 bytes of a tunnel's stream under <see cref="WireProtocols.Legacy"/>:
/// <c>{connection id}-{stream index}|{address}:{port}</c>, padded with NUL.
/// </summary>
/// <param name="Id">For logs only.</param>
public readonly record struct LegacyHeader(string Id, TargetAddress Target)
{
    /// <summary>Writes the whole header; an IPv6 address in brackets, which socket-warp's connector reads as well as its bare form.</summary>
    /// <param name="destination">At least <see cref="ProtocolLimits.LegacyHeader"/> bytes.</param>
    /// <returns>Bytes written: always <see cref="ProtocolLimits.LegacyHeader"/>.</returns>
    /// <exception cref="ArgumentException">when it is a Unix socket, which this wire cannot name, or the destination is too short.</exception>
    public static int Write(Span<byte> destination, ulong connection, ulong stream, TargetAddress target)
    {
        if (destination.Length < ProtocolLimits.LegacyHeader)
            throw new ArgumentException($"a legacy header needs {ProtocolLimits.LegacyHeader} bytes", nameof(destination));
        if (target.IsUnix)
            throw new ArgumentException("the legacy header cannot name a Unix socket", nameof(target));
        destination = destination[..ProtocolLimits.LegacyHeader];
        destination.Clear();
        Encoding.UTF8.GetBytes($"{connection}-{stream}|{target}", destination);
        return ProtocolLimits.LegacyHeader;
    }

    /// <param name="received">All bytes of the stream so far.</param>
    /// <param name="consumed">Bytes before the visitor's, when the answer is true.</param>
    /// <param name="code">Why it is refused; <see cref="ErrorCode.None"/> with the answer false means that more bytes are needed.</param>
    public static bool TryRead(ReadOnlySpan<byte> received, out LegacyHeader header, out int consumed, out ErrorCode code)
    {
        header = default;
        consumed = 0;
        code = ErrorCode.None;
        if (received.Length < ProtocolLimits.LegacyHeader)
            return false;
        code = Parse(received[..ProtocolLimits.LegacyHeader], out header);
        if (code != ErrorCode.None)
            return false;
        consumed = ProtocolLimits.LegacyHeader;
        return true;
    }

    private static ErrorCode Parse(ReadOnlySpan<byte> bytes, out LegacyHeader header)
    {
        header = default;
        Span<char> text = stackalloc char[ProtocolLimits.LegacyHeader];
        var length = 0;
        foreach (var b in bytes)
        {
            // socket-warp drops every NUL, wherever it stands. The rest of what a target may have is printable ASCII.
            if (b is not 0 and (< 0x21 or > 0x7e))
                return ErrorCode.BadFrame;
            if (b != 0)
                text[length++] = (char)b;
        }

        text = text[..length];
        var bar = text.IndexOf('|');
        if (bar < 0 || text[(bar + 1)..].Contains('|'))
            return ErrorCode.BadFrame;
        if (!TryParseTarget(text[(bar + 1)..].ToString(), out var target))
            return ErrorCode.TargetMalformed;
        header = new LegacyHeader(text[..bar].ToString(), target);
        return ErrorCode.None;
    }

    // socket-warp's listener joins address and port with a colon whatever the address is, so ::1:80 is [::1]:80.
    private static bool TryParseTarget(string text, out TargetAddress target)
    {
        target = default;
        var colon = text.LastIndexOf(':');
        return colon > 0 && TargetAddress.TryCreate(text[..colon], TargetAddress.ParsePort(text.AsSpan(colon + 1)), out target, out _);
    }
}
