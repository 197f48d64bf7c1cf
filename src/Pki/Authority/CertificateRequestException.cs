namespace SocketWarp.Pki.Authority;

/// <summary>A request for a certificate that is not signed: the message says why, and can be shown to who asked.</summary>
public sealed class CertificateRequestException(string message, Exception? inner = null) : Exception(message, inner);
