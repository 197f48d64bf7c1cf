namespace SocketWarp.Pki.Enrollment;

/// <summary>A SHA-256 fingerprint as people copy it.</summary>
internal static class ScepFingerprint
{
    private const int Digits = 64;

    /// <returns>null when it is none.</returns>
    public static byte[]? TryParse(string text)
    {
        var digits = text.Replace(":", "", StringComparison.Ordinal).Trim();
        return digits.Length == Digits && digits.All(char.IsAsciiHexDigit) ? Convert.FromHexString(digits) : null;
    }
}
