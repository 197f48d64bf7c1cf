using SocketWarp.Protocol;
using SocketWarp.Protocol.Control;

namespace SocketWarp.ControlApi.Gateways;

/// <summary>One Attach call of a gateway. Only the latest one of a gateway counts; the one before is told to end.</summary>
/// <param name="hello">What the gateway said of itself.</param>
/// <param name="name">Differs from every other attachment's, at whatever ControlApi.</param>
internal sealed class GatewayAttachment(AttachGateway hello, string name) : IDisposable
{
    private readonly CancellationTokenSource _replaced = new();

    public string Name => name;

    public string Software { get; } = PeerText.Clean(hello.Software, ProtocolLimits.MaxName);

    public string Engine { get; } = PeerText.Clean(hello.Engine, ProtocolLimits.MaxName);

    public string SessionAddress { get; } = PeerText.Clean(hello.SessionAddress, ProtocolLimits.MaxName);

    /// <summary>Null on a Unix socket.</summary>
    public string? Remote { get; } = hello.RemoteAddress is { Length: > 0 } remote ? remote : null;

    /// <summary>True when the other ControlApis know of it.</summary>
    public bool IsShared { get; set; }

    /// <summary>Fires when the gateway attaches again.</summary>
    public CancellationToken Replaced => _replaced.Token;

    /// <summary>The first Applied has come: what the gateway has, it has reported.</summary>
    public bool Synchronized { get; set; }

    public void Replace()
    {
        try
        {
            _replaced.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself at the same moment.
        }
    }

    public void Dispose() => _replaced.Dispose();
}
