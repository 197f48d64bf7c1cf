using System.Net;

namespace SocketWarp.Transport.Sessions;

/// <summary>Accepts sessions until it is disposed; no peer can end it. Disposing it also closes its sessions.</summary>
public interface ITransportListener : IAsyncDisposable
{
    IPEndPoint LocalEndPoint { get; }

    /// <summary>The next peer that finished TLS with a certificate that the validator accepted.</summary>
    /// <exception cref="TransportException">The listener itself has ended (<see cref="TransportError.Closed"/>).</exception>
    ValueTask<ITransportSession> AcceptAsync(CancellationToken cancellationToken = default);
}
