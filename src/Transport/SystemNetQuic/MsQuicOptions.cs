using System.Net.Quic;
using System.Net.Security;
using System.Numerics;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Protocol;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Transport.SystemNetQuic;

/// <summary>Puts our options into System.Net.Quic's words.</summary>
internal static class MsQuicOptions
{
    /// <summary>
    /// msquic counts a byte against the session's window until it is read, not only while it is under way. With <see cref="FlowWindows.Session"/>
    /// here, a few tunnels whose visitors do not read would hold up all others. The largest power of two there is lets 2,000 of them be.
    /// </summary>
    private const int UnreadBytes = 1 << 30;

    public static QuicClientConnectionOptions Client(ConnectOptions options, SslStreamCertificateContext certificate, PeerCheck check)
    {
        var client = new QuicClientConnectionOptions
        {
            RemoteEndPoint = options.Address,
            ClientAuthenticationOptions = new SslClientAuthenticationOptions
            {
                TargetHost = options.Indication,
                ApplicationProtocols = Protocols(options.Security),
                EnabledSslProtocols = SslProtocols.Tls13,
                ClientCertificateContext = certificate,
                CertificateChainPolicy = NoChain(),
                RemoteCertificateValidationCallback = check.Check,
            },
        };
        Apply(options.Limits, client);
        return client;
    }

    public static QuicServerConnectionOptions Server(
        ListenOptions options,
        TransportSecurity security,
        SslStreamCertificateContext certificate,
        PeerCheck check
    )
    {
        var server = new QuicServerConnectionOptions
        {
            ServerAuthenticationOptions = new SslServerAuthenticationOptions
            {
                ApplicationProtocols = Protocols(security),
                EnabledSslProtocols = SslProtocols.Tls13,
                ServerCertificateContext = certificate,
                ClientCertificateRequired = true,
                CertificateChainPolicy = NoChain(),
                RemoteCertificateValidationCallback = check.Check,
            },
        };
        Apply(options.Limits, server);
        return server;
    }

    public static List<SslApplicationProtocol> Protocols(TransportSecurity security) =>
        [.. security.Protocols.Select(name => new SslApplicationProtocol(name))];

    public static SslStreamCertificateContext Certificate(TransportSecurity security)
    {
        if (security.Key is not null)
            throw new TransportException(
                TransportError.BadConfiguration,
                "our certificate has an Ed25519 key, which the engine msquic cannot use: take the engine ngtcp2, or a certificate with an ECDSA or RSA key"
            );
        // Schannel cannot use the in-memory key of a certificate that was read from PEM; one read from PKCS #12 it can.
        var leaf = OperatingSystem.IsWindows()
            ? X509CertificateLoader.LoadPkcs12(security.Certificate.Export(X509ContentType.Pkcs12), null)
            : security.Certificate;
        return SslStreamCertificateContext.Create(leaf, security.Intermediates, offline: true);
    }

    /// <summary>The runtime builds a chain before it asks us: it must not fetch anything for that.</summary>
    private static X509ChainPolicy NoChain() =>
        new()
        {
            DisableCertificateDownloads = true,
            RevocationMode = X509RevocationMode.NoCheck,
            VerificationFlags = X509VerificationFlags.AllFlags,
        };

    private static void Apply(SessionLimits limits, QuicConnectionOptions options)
    {
        options.IdleTimeout = limits.IdleTimeout;
        options.KeepAliveInterval = limits.KeepAlive > TimeSpan.Zero ? limits.KeepAlive : Timeout.InfiniteTimeSpan;
        options.HandshakeTimeout = limits.HandshakeTimeout;
        // The default for clients is 0, and without any the runtime does not let us wait for streams, nor so for the session's end.
        options.MaxInboundBidirectionalStreams = Math.Clamp(limits.MaxIncomingStreams, 1, ushort.MaxValue);
        options.MaxInboundUnidirectionalStreams = 0;
        options.DefaultStreamErrorCode = (long)ErrorCode.Internal;
        options.DefaultCloseErrorCode = (long)ErrorCode.ShuttingDown;
        options.InitialReceiveWindowSizes = new QuicReceiveWindowSizes
        {
            Connection = UnreadBytes,
            LocallyInitiatedBidirectionalStream = PowerOfTwo(limits.Windows.Stream),
            RemotelyInitiatedBidirectionalStream = PowerOfTwo(limits.Windows.Stream),
        };
    }

    private static int PowerOfTwo(int bytes) => 1 << BitOperations.Log2((uint)Math.Max(bytes, 1));
}
