namespace SocketWarp.Pki.Enrollment;

/// <summary>
/// A SHA-256 fingerprint as people copy it: digits alone, with colons, or the whole line that <c>openssl x509 -fingerprint -sha256</c> prints.
/// </summary>
internal static class ScepFingerprint
{
    private const int Digits = 64;

    /// <summary>openssl 3 writes it in lower case, openssl 1.1 in upper case.</summary>
    private const string Prefix = "sha256 Fingerprint=";

    /// <returns>null when it is not one.</returns>
    public static byte[]? TryParse(string text)
    {
        var value = text.AsSpan().Trim();
        if (value.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            value = value[Prefix.Length..];
        var digits = value.ToString().Replace(":", "", StringComparison.Ordinal).Trim();
        return digits.Length == Digits && digits.All(char.IsAsciiHexDigit) ? Convert.FromHexString(digits) : null;
    }
}
