using System.Net;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Protocol;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Transport.Tests.Engines;

/// <summary>A CA, a certificate for each side, and options that use them.</summary>
internal sealed class Credentials : IDisposable
{
    public const string ServerUsage = "1.3.6.1.5.5.7.3.1";
    public const string ClientUsage = "1.3.6.1.5.5.7.3.2";

    private readonly SessionLimits _defaultLimits;

    public Credentials(SessionLimits? defaultLimits = null)
    {
        _defaultLimits = defaultLimits ?? new();
        Server = Authority.Server();
        Client = Authority.Client("uid-1");
    }

    public TestCertificates Authority { get; } = new();

    public X509Certificate2 Server { get; }

    public X509Certificate2 Client { get; }

    /// <summary>Trusts one CA, and only leaves that are valid now and for this use.</summary>
    public static PeerCertificateValidator Trust(X509Certificate2 authority, string usage) =>
        (leaf, others) =>
        {
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.Add(authority);
            chain.ChainPolicy.ExtraStore.AddRange(others);
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.ApplicationPolicy.Add(new(usage));
            return chain.Build(leaf) ? null : string.Join(", ", chain.ChainStatus.Select(status => status.StatusInformation));
        };

    public ListenOptions Listen(
        SessionLimits? limits = null,
        X509Certificate2? certificate = null,
        PeerCertificateValidator? validate = null,
        IPAddress? address = null,
        params string[] protocols
    ) =>
        new()
        {
            Address = new IPEndPoint(address ?? IPAddress.Loopback, 0),
            Limits = limits ?? _defaultLimits,
            Security = Security(certificate ?? Server, validate ?? Trust(Authority.Authority, ClientUsage), protocols),
        };

    public ConnectOptions Connect(
        IPEndPoint address,
        SessionLimits? limits = null,
        X509Certificate2? certificate = null,
        PeerCertificateValidator? validate = null,
        params string[] protocols
    ) =>
        new()
        {
            Address = address,
            ServerName = "localhost",
            Limits = limits ?? _defaultLimits,
            Security = Security(certificate ?? Client, validate ?? Trust(Authority.Authority, ServerUsage), protocols),
        };

    public void Dispose()
    {
        Server.Dispose();
        Client.Dispose();
        Authority.Dispose();
    }

    private static TransportSecurity Security(X509Certificate2 certificate, PeerCertificateValidator validate, string[] protocols) =>
        new()
        {
            Certificate = certificate,
            Protocols = protocols.Length > 0 ? protocols : [WireProtocols.Native],
            ValidatePeer = validate,
        };
}
