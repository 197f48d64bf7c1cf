using System.Net;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport;

/// <summary>One way to carry sessions. Every implementation passes the same conformance suite.</summary>
public interface ITransportEngine : IAsyncDisposable
{
    /// <summary>What settings and logs call this engine: <c>ngtcp2</c> or <c>msquic</c>.</summary>
    string Name { get; }

    /// <summary>Listens for sessions. Port 0 lets the system choose; see <see cref="ITransportListener.LocalEndPoint"/>.</summary>
    /// <exception cref="TransportException">when the address is taken or not ours, or the certificate is unusable.</exception>
    ValueTask<ITransportListener> ListenAsync(ListenOptions options, CancellationToken cancellationToken = default);

    /// <summary>Dials one address and returns once TLS has finished on this side.</summary>
    /// <remarks>The peer may still refuse our certificate: a session is up only after its first answer (Welcome).</remarks>
    /// <exception cref="TransportException">when nobody answered, a certificate was refused, or the protocols do not match.</exception>
    ValueTask<ITransportSession> ConnectAsync(ConnectOptions options, CancellationToken cancellationToken = default);

    /// <summary>Binds a TCP port for visitors. Nobody is accepted before <see cref="IVisitorPort.StartAccepting"/>.</summary>
    /// <exception cref="TransportException">when the port is taken, not permitted, or the address is not ours.</exception>
    IVisitorPort BindVisitorPort(IPEndPoint address, IVisitorHandler handler);
}
