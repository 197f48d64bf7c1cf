namespace SocketWarp.Rpc.Wire;

/// <summary>The value of a "-bin" header: base64, sent without padding, accepted with or without.</summary>
internal static class BinaryValue
{
    public static string Encode(ReadOnlySpan<byte> value) => Convert.ToBase64String(value).TrimEnd('=');

    public static byte[]? Decode(string value)
    {
        var trimmed = value.TrimEnd('=');
        var padded = trimmed.PadRight((trimmed.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length / 4 * 3];
        return Convert.TryFromBase64String(padded, bytes, out var written) ? bytes[..written] : null;
    }
}
