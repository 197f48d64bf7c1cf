using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace SocketWarp.Transport.Sessions;

/// <summary>One mutually authenticated connection that carries many streams.</summary>
public interface ITransportSession : IAsyncDisposable
{
    /// <summary>The peer's leaf certificate; owned by the session.</summary>
    X509Certificate2 PeerCertificate { get; }

    /// <summary>The negotiated protocol (ALPN).</summary>
    string Protocol { get; }

    /// <summary>The peer's UDP address; it may change while the session lives.</summary>
    IPEndPoint RemoteEndPoint { get; }

    /// <summary>Completes, never faults, when the session has ended, and says why. The first reason wins.</summary>
    Task<SessionClose> Closed { get; }

    /// <summary>Opens a bidirectional stream; waits while the peer grants no more of them.</summary>
    /// <remarks>The peer sees the stream with its first byte.</remarks>
    /// <exception cref="TransportException">when the session has ended.</exception>
    ValueTask<ITransportStream> OpenStreamAsync(CancellationToken cancellationToken = default);

    /// <summary>The next stream that the peer opened and that no <see cref="ConnectOptions.Targets"/> took.</summary>
    /// <exception cref="TransportException">when the session has ended.</exception>
    ValueTask<ITransportStream> AcceptStreamAsync(CancellationToken cancellationToken = default);

    /// <summary>Whether the peer's machine answers within <paramref name="timeout"/>.</summary>
    /// <remarks>An engine that cannot ask answers true while the session lives.</remarks>
    ValueTask<bool> ProbeAsync(TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <summary>Figures of the session's path as they are now.</summary>
    SessionStatistics GetStatistics();

    /// <summary>Ends the session and all its streams at once; the peer is told the code and the reason (at most 256 bytes of UTF-8).</summary>
    ValueTask CloseAsync(ulong code, string reason);
}
