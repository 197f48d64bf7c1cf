namespace SocketWarp.Transport;

/// <summary>The numbers by which a peer's TLS says why it refuses (RFC 8446 section 6.2).</summary>
internal static class TlsAlerts
{
    public const int NoApplicationProtocol = 120; // RFC 7301 section 3.2

    private const int BadCertificate = 42;
    private const int CertificateUnknown = 46;
    private const int UnknownCa = 48;
    private const int AccessDenied = 49;
    private const int CertificateRequired = 116;

    /// <summary>Whether the sender of this alert refuses the receiver's certificate.</summary>
    public static bool IsAboutCertificate(int alert) =>
        alert is (>= BadCertificate and <= CertificateUnknown) or UnknownCa or AccessDenied or CertificateRequired;

    /// <summary>The alert in words, for the side that received it.</summary>
    public static string Describe(int? alert) =>
        alert switch
        {
            BadCertificate => "it is not valid there, no reason was given (bad_certificate)",
            43 => "its kind is not supported there (unsupported_certificate)",
            44 => "it was revoked (certificate_revoked)",
            45 => "it has expired, or is not valid yet, by the clock there (certificate_expired)",
            UnknownCa => "its authority is not known there (unknown_ca)",
            AccessDenied => "access is denied (access_denied)",
            CertificateRequired => "none was sent (certificate_required)",
            _ => "no reason was given",
        };
}
