using SocketWarp.Pki.Files;
using SocketWarp.Pki.Peers;

namespace SocketWarp.QuicGateway.Identity;

/// <summary>The gateway's certificate as the files had it once, and the judge of connectors' by the authorities that they named.</summary>
/// <param name="Description">What it was read from and what that holds, for logs.</param>
internal sealed record HeldIdentity(CertificateFiles Files, PeerChainValidator Validator, string Description);
