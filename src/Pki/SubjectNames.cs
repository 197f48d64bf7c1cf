using System.Net;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Protocol;

namespace SocketWarp.Pki;

/// <summary>Names of certificates for messages: others wrote them, so they are cleaned and cut.</summary>
internal static class SubjectNames
{
    public const string AlternativeNameExtension = "2.5.29.17";

    private const int Shown = 5;

    public static string Describe(X500DistinguishedName name) => PeerText.Clean(name.Name, 120);

    public static bool HasAlternatives(X509Certificate2 certificate) => certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Any();

    /// <summary>The fault of a certificate with only a common name, which TLS libraries no longer look at (RFC 9525) but many guides still use.</summary>
    public static string NoAlternatives(X509Certificate2 certificate, string name) =>
        $"without alternative names (SAN): it has only the subject {Describe(certificate.SubjectName)}, which names no server; "
        + $"have it issued with subjectAltName={(IPAddress.TryParse(name, out _) ? "IP" : "DNS")}:{name}";

    /// <summary>The alternative names, or the subject of a certificate without them.</summary>
    public static string Describe(X509Certificate2 certificate)
    {
        var names = certificate
            .Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(e => e.EnumerateDnsNames().Concat(e.EnumerateIPAddresses().Select(a => a.ToString())))
            .Take(Shown)
            .Select(n => PeerText.Clean(n, 120))
            .ToArray();
        return names.Length > 0 ? string.Join(", ", names) : Describe(certificate.SubjectName);
    }
}
