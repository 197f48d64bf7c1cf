using System.Net;

namespace SocketWarp.QuicGateway;

/// <summary>What this gateway is doing; safe to read from any thread.</summary>
public sealed class GatewayStatus
{
    private volatile IPEndPoint? _sessionAddress;

    /// <summary>Where connectors dial; null before the start.</summary>
    public IPEndPoint? SessionAddress => _sessionAddress;

    internal void Listening(IPEndPoint address) => _sessionAddress = address;
}
