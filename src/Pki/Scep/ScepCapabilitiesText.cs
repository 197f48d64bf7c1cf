using System.Text;

namespace SocketWarp.Pki.Scep;

/// <summary>Reads and writes <see cref="ScepCapabilities"/>.</summary>
public static class ScepCapabilitiesText
{
    private static readonly (ScepCapabilities Capability, string Keyword)[] Keywords =
    [
        (ScepCapabilities.Aes, "AES"),
        (ScepCapabilities.Aes256, "AES-256"),
        (ScepCapabilities.TripleDes, "DES3"),
        (ScepCapabilities.GetNextCaCert, "GetNextCACert"),
        (ScepCapabilities.Post, "POSTPKIOperation"),
        (ScepCapabilities.Renewal, "Renewal"),
        (ScepCapabilities.Sha1, "SHA-1"),
        (ScepCapabilities.Sha256, "SHA-256"),
        (ScepCapabilities.Sha384, "SHA-384"),
        (ScepCapabilities.Sha512, "SHA-512"),
        (ScepCapabilities.Standard, "SCEPStandard"),
    ];

    /// <summary>Unknown lines are ignored, as the RFC asks; so is what is beyond <see cref="ScepLimits.MaxCapabilities"/>.</summary>
    public static ScepCapabilities Parse(ReadOnlySpan<byte> answer)
    {
        var text = Encoding.Latin1.GetString(answer[..Math.Min(answer.Length, ScepLimits.MaxCapabilities)]);
        var found = ScepCapabilities.None;
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (var (capability, keyword) in Keywords)
            {
                if (line.Equals(keyword, StringComparison.OrdinalIgnoreCase))
                    found |= capability;
            }
        }

        return found.HasFlag(ScepCapabilities.Standard) ? found | ScepCapabilities.Aes | ScepCapabilities.Post | ScepCapabilities.Sha256 : found;
    }

    /// <summary>The answer to GetCACaps.</summary>
    public static string Format(this ScepCapabilities capabilities) =>
        string.Concat(Keywords.Where(k => capabilities.HasFlag(k.Capability)).Select(k => k.Keyword + "\n"));
}
