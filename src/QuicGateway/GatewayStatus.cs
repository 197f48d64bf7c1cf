using System.Net;

namespace SocketWarp.QuicGateway;

/// <summary>What this gateway is doing; safe to read from any thread.</summary>
public sealed class GatewayStatus
{
    private readonly TaskCompletionSource<IPEndPoint> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Where connectors dial; null before the start, and until a gateway that enrols has its first certificate.</summary>
    public IPEndPoint? SessionAddress => _listening.Task.IsCompleted ? _listening.Task.Result : null;

    /// <summary>Waits until connectors may dial.</summary>
    public Task<IPEndPoint> WaitListeningAsync(CancellationToken cancellationToken = default) => _listening.Task.WaitAsync(cancellationToken);

    internal void Listening(IPEndPoint address) => _listening.SetResult(address);
}
