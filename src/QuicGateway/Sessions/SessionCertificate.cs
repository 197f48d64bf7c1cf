using System.Security.Cryptography.X509Certificates;

namespace SocketWarp.QuicGateway.Sessions;

/// <summary>A certificate that a session may be up for.</summary>
/// <param name="End">When it expires.</param>
internal sealed record SessionCertificate(X509Certificate2 Certificate, DateTimeOffset End);
