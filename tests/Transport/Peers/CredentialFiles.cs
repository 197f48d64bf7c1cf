using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Protocol;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tests.Engines;

namespace SocketWarp.Transport.Tests.Peers;

/// <summary>A test's credentials in a folder, for its peer process.</summary>
internal sealed class CredentialFiles(X509Certificate2 authority, X509Certificate2 server, X509Certificate2 client, byte[] resetSecret) : IDisposable
{
    private const int ResetSecretLength = 32;

    public static void Save(Credentials credentials, string folder)
    {
        File.WriteAllBytes(Path.Combine(folder, "ca.cer"), credentials.Authority.Authority.Export(X509ContentType.Cert));
        File.WriteAllBytes(Path.Combine(folder, "server.pfx"), credentials.Server.Export(X509ContentType.Pfx));
        File.WriteAllBytes(Path.Combine(folder, "client.pfx"), credentials.Client.Export(X509ContentType.Pfx));
        File.WriteAllBytes(Path.Combine(folder, "reset.secret"), RandomNumberGenerator.GetBytes(ResetSecretLength));
    }

    public static CredentialFiles Load(string folder) =>
        new(
            X509CertificateLoader.LoadCertificateFromFile(Path.Combine(folder, "ca.cer")),
            X509CertificateLoader.LoadPkcs12FromFile(Path.Combine(folder, "server.pfx"), null, X509KeyStorageFlags.Exportable),
            X509CertificateLoader.LoadPkcs12FromFile(Path.Combine(folder, "client.pfx"), null, X509KeyStorageFlags.Exportable),
            File.ReadAllBytes(Path.Combine(folder, "reset.secret"))
        );

    public ListenOptions Listen(SessionLimits limits, int port) =>
        new()
        {
            Address = new IPEndPoint(IPAddress.Loopback, port),
            ResetSecret = resetSecret,
            Limits = limits,
            Security = new TransportSecurity
            {
                Certificate = server,
                Protocols = [WireProtocols.Native],
                ValidatePeer = Credentials.Trust(authority, Credentials.ClientUsage),
            },
        };

    public ConnectOptions Connect(IPEndPoint address, SessionLimits limits) =>
        new()
        {
            Address = address,
            ServerName = "localhost",
            Limits = limits,
            Security = new TransportSecurity
            {
                Certificate = client,
                Protocols = [WireProtocols.Native],
                ValidatePeer = Credentials.Trust(authority, Credentials.ServerUsage),
            },
        };

    public void Dispose()
    {
        authority.Dispose();
        server.Dispose();
        client.Dispose();
    }
}
