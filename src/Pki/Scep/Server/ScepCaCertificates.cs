namespace SocketWarp.Pki.Scep.Server;

/// <summary>The answer to GetCACert (RFC 8894 section 4.2.1).</summary>
public sealed record ScepCaCertificates(byte[] Content, string ContentType);
