namespace SocketWarp.Connector.Sessions;

/// <summary>A session that is up.</summary>
/// <param name="Gateway"><c>host:port</c>.</param>
/// <param name="Protocol">The ALPN.</param>
/// <param name="Id">What the gateway calls the session; empty on the legacy wire.</param>
public sealed record SessionDescription(string Gateway, string Protocol, string Id);
