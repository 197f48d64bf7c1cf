namespace SocketWarp.Pki.Files;

/// <summary>A certificate or key file that cannot be used: the message names the file and the fix.</summary>
public sealed class CertificateFileException(string message, Exception? inner = null) : Exception(message, inner);
