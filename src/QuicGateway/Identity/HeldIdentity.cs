using SocketWarp.Pki.Files;
using SocketWarp.Pki.Peers;

namespace SocketWarp.QuicGateway.Identity;

/// <summary>The gateway's certificate, and the judge of connectors' certificates, as the files once had them.</summary>
/// <param name="Description">The files that it was read from and what they hold, for logs.</param>
internal sealed record HeldIdentity(CertificateFiles Files, PeerChainValidator Validator, string Description);
