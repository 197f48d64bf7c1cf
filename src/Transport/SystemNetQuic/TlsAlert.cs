namespace SocketWarp.Transport.SystemNetQuic;

/// <summary>RFC 8446 section 6.</summary>
internal enum TlsAlert
{
    BadCertificate = 42,
    CertificateUnknown = 46,
    UnknownCa = 48,
    AccessDenied = 49,
    UserCanceled = 90,
    CertificateRequired = 116,
    NoApplicationProtocol = 120,
}
