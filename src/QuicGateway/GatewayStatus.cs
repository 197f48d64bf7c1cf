using System.Net;

namespace SocketWarp.QuicGateway;

/// <summary>What this gateway is doing; safe to read from any thread.</summary>
public sealed class GatewayStatus
{
    private volatile IPEndPoint? _sessionAddress;
    private volatile string? _engine;
    private volatile bool _isControlUp;

    /// <summary>Where connectors dial; null before the start.</summary>
    public IPEndPoint? SessionAddress => _sessionAddress;

    /// <summary>What carries the sessions; null before the start.</summary>
    public string? Engine => _engine;

    /// <summary>Whether ControlApi is attached to.</summary>
    public bool IsControlUp => _isControlUp;

    internal void Listening(IPEndPoint address, string engine) => (_sessionAddress, _engine) = (address, engine);

    internal void ControlUp() => _isControlUp = true;

    internal void ControlDown() => _isControlUp = false;
}
