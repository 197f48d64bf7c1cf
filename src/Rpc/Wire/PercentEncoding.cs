using System.Text;

namespace SocketWarp.Rpc.Wire;

/// <summary>The encoding of grpc-message: UTF-8, with everything percent-encoded that is not printable ASCII ("Status-Message" in grpc/doc/PROTOCOL-HTTP2.md).</summary>
internal static class PercentEncoding
{
    private const int EncodedByteLength = 3;

    /// <summary>Cuts at a whole character so that the result is no longer than <paramref name="maxLength"/>.</summary>
    public static string Encode(string text, int maxLength)
    {
        var result = new StringBuilder(Math.Min(text.Length, maxLength));
        Span<byte> utf8 = stackalloc byte[4];
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            // An unpaired surrogate comes out as U+FFFD.
            Rune.DecodeFromUtf16(rest, out var rune, out var consumed);
            // HTTP trims spaces at the ends of a value.
            var atEnd = result.Length == 0 || consumed == rest.Length;
            rest = rest[consumed..];
            var plain = rune.Value is >= ' ' and <= '~' and not '%' && !(rune.Value == ' ' && atEnd);
            var bytes = utf8[..rune.EncodeToUtf8(utf8)];
            if (result.Length + (plain ? 1 : bytes.Length * EncodedByteLength) > maxLength)
                break;
            if (plain)
                result.Append((char)rune.Value);
            else
                foreach (var b in bytes)
                    result.Append('%').Append(b.ToString("X2"));
        }

        return result.ToString();
    }

    /// <summary>Never fails: what is not an encoded byte stays as it is, as the specification demands.</summary>
    public static string Decode(string encoded)
    {
        if (!encoded.Contains('%'))
            return encoded;
        var source = Encoding.UTF8.GetBytes(encoded);
        var length = 0;
        for (var i = 0; i < source.Length; i++)
        {
            var isEncoded = source[i] == '%' && i + 2 < source.Length && char.IsAsciiHexDigit((char)source[i + 1]) && char.IsAsciiHexDigit((char)source[i + 2]);
            source[length++] = isEncoded ? Convert.FromHexString(source.AsSpan(i + 1, 2))[0] : source[i];
            i += isEncoded ? 2 : 0;
        }

        return Encoding.UTF8.GetString(source.AsSpan(0, length));
    }
}
