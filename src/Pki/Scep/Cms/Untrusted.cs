using System.Formats.Asn1;
using System.Security.Cryptography;
using SocketWarp.Pki.Authority;

namespace SocketWarp.Pki.Scep.Cms;

/// <summary>Turns what libraries throw at bytes of others into the one exception that callers know.</summary>
internal static class Untrusted
{
    /// <exception cref="ScepMessageException">when it cannot be read; with this text alone, because libraries' own ones can tell too much.</exception>
    public static T Read<T>(FailInfo failInfo, string problem, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (IsOfContent(e))
        {
            throw new ScepMessageException(failInfo, problem, e);
        }
    }

    private static bool IsOfContent(Exception e) =>
        e
            is CryptographicException
                or AsnContentException
                or CertificateRequestException
                or ArgumentException
                or FormatException
                or OverflowException
                or NotSupportedException
                or InvalidOperationException;
}
