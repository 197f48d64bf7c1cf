using SocketWarp.Protocol.Session;

namespace SocketWarp.QuicGateway.Sessions;

/// <summary>What is known of a session from its beginning.</summary>
/// <param name="Id">What logs, reports and the connector call it.</param>
/// <param name="Number">Counts the sessions of this process.</param>
/// <param name="Hello">What the connector said about itself; empty on the legacy wire.</param>
/// <param name="CertificateEnd">When its certificate expires.</param>
internal sealed record GatewaySessionDescription(string Id, ulong Number, string Uid, Hello Hello, DateTimeOffset Since, DateTimeOffset CertificateEnd);
