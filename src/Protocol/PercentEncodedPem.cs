using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace SocketWarp.Protocol;

/// <summary>
/// A certificate as the verify service wants it in <see cref="Header"/>: PEM with its base64 in one line, every byte
/// percent-encoded that is not an ASCII letter or digit.
/// </summary>
public static class PercentEncodedPem
{
    /// <summary>The HTTP header that carries it.</summary>
    public const string Header = "X-Mtls-Clientcert";

    /// <summary>Characters; a certificate of a few KiB has a tenth of this.</summary>
    public const int MaxLength = 64 * 1024;

    private const string Begin = "-----BEGIN CERTIFICATE-----\n";
    private const string End = "\n-----END CERTIFICATE-----\n";

    /// <summary>Writes a certificate in this form.</summary>
    public static string Encode(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        var pem = Begin + Convert.ToBase64String(certificate.RawData) + End;
        var encoded = new StringBuilder(pem.Length * 2);
        foreach (var c in pem)
        {
            if (char.IsAsciiLetterOrDigit(c))
                encoded.Append(c);
            else
                encoded.Append('%').Append(((int)c).ToString("X2"));
        }

        return encoded.ToString();
    }

    /// <summary>Reads any percent-encoded PEM, wrapped or not; <c>+</c> is a plus, not a space.</summary>
    /// <param name="error">A whole message.</param>
    public static bool TryDecode(string? text, [NotNullWhen(true)] out X509Certificate2? certificate, [NotNullWhen(false)] out string? error)
    {
        certificate = null;
        if (string.IsNullOrEmpty(text))
        {
            error = "no certificate was given";
            return false;
        }

        if (text.Length > MaxLength)
        {
            error = $"the certificate has more than {MaxLength} characters";
            return false;
        }

        try
        {
            certificate = X509Certificate2.CreateFromPem(Uri.UnescapeDataString(text));
            error = null;
            return true;
        }
        catch (CryptographicException)
        {
            error = "the certificate is not a percent-encoded PEM certificate";
            return false;
        }
    }
}
