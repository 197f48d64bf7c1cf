using System.Net;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Protocol;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Connector.Tests.Support;

/// <summary>A session without a network: it can only be closed.</summary>
internal sealed class FakeTransportSession : ITransportSession
{
    private readonly TaskCompletionSource<SessionClose> _closed = new();

    public X509Certificate2 PeerCertificate { get; init; } = null!;

    public string Protocol => WireProtocols.Native;

    public IPEndPoint RemoteEndPoint { get; } = new(IPAddress.Loopback, 1);

    public Task<SessionClose> Closed => _closed.Task;

    public ValueTask<ITransportStream> OpenStreamAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<ITransportStream> AcceptStreamAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<bool> ProbeAsync(TimeSpan timeout, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public SessionStatistics GetStatistics() => default;

    public ValueTask CloseAsync(ulong code, string reason)
    {
        _closed.TrySetResult(new SessionClose(SessionCloseKind.ClosedByUs, code, reason));
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
