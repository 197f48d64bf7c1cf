using System.Net.Quic;
using System.Net.Security;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Transport.SystemNetQuic;

/// <summary>What a listener presents and whom it believes, from one handshake to the next.</summary>
internal sealed class ListenerSecurity(TransportSecurity security)
{
    private volatile Pair _current = new(security);

    /// <exception cref="TransportException">when (BadConfiguration) the certificate cannot be used; the old one stays.</exception>
    public void Use(TransportSecurity next)
    {
        try
        {
            _current = new Pair(next);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or NotSupportedException)
        {
            throw new TransportException(TransportError.BadConfiguration, $"our certificate and key: {e.Message}", e);
        }
    }

    public QuicServerConnectionOptions Apply(ListenOptions options, ILogger<PeerCheck> logger)
    {
        var current = _current;
        return MsQuicOptions.Server(options, current.Security, current.Certificate, new PeerCheck(current.Security.ValidatePeer, logger));
    }

    private sealed class Pair(TransportSecurity security)
    {
        public TransportSecurity Security => security;

        public SslStreamCertificateContext Certificate { get; } = MsQuicOptions.Certificate(security);
    }
}
