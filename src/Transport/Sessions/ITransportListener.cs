using System.Net;

namespace SocketWarp.Transport.Sessions;

/// <summary>Accepts sessions until it is disposed; no peer can end it. Disposing it also closes its sessions.</summary>
public interface ITransportListener : IAsyncDisposable
{
    /// <summary>The UDP address that is bound.</summary>
    IPEndPoint LocalEndPoint { get; }

    /// <summary>
    /// Uses another certificate and another validator, with the same protocols, for handshakes that begin from now on; sessions stay as they are.
    /// </summary>
    /// <exception cref="TransportException">when the certificate is unusable (the old one stays), or the listener has ended.</exception>
    ValueTask RenewAsync(TransportSecurity security, CancellationToken cancellationToken = default);

    /// <summary>The next peer that finished TLS with a certificate that the validator accepted.</summary>
    /// <exception cref="TransportException">when the listener itself has ended (<see cref="TransportError.Closed"/>).</exception>
    ValueTask<ITransportSession> AcceptAsync(CancellationToken cancellationToken = default);
}
