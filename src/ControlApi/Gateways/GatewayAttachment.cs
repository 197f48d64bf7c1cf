namespace SocketWarp.ControlApi.Gateways;

/// <summary>One Attach call of a gateway. Only the latest one of a gateway counts; the one before is told to end.</summary>
internal sealed class GatewayAttachment(string software, string engine, string sessionAddress, string? remote) : IDisposable
{
    private readonly CancellationTokenSource _replaced = new();

    public string Software => software;

    public string Engine => engine;

    public string SessionAddress => sessionAddress;

    public string? Remote => remote;

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
