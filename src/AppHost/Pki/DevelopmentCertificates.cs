using System.Net;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.AppHost.Composition;
using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Files;
using SocketWarp.ServiceDefaults;

namespace SocketWarp.AppHost.Pki;

/// <summary>An authority of this state directory and what it signs for the embedded gateway and connector.</summary>
internal static class DevelopmentCertificates
{
    /// <summary>Makes what is missing. The authority stays from run to run, so that connectors of one's own stay admitted; its leaves are made anew.</summary>
    /// <returns>The authority's certificate.</returns>
    /// <exception cref="StartupException">A file cannot be read or written.</exception>
    public static X509Certificate2 Ensure(AppHostFiles files)
    {
        try
        {
            PrivateFiles.CreateDirectory(Path.GetDirectoryName(files.CaKey)!);
            using var authority = LoadOrCreate(files);
            using var gateway = authority.IssueServer(["localhost", $"{IPAddress.Loopback}", $"{IPAddress.IPv6Loopback}"]);
            CertificateFiles.Save(gateway, files.GatewayCertificate, files.GatewayKey);
            using var connector = authority.IssueClient(AppHostFiles.Uid);
            CertificateFiles.Save(connector, files.ConnectorCertificate, files.ConnectorKey);
            return X509CertificateLoader.LoadCertificate(authority.Certificate.RawData);
        }
        catch (CertificateFileException e)
        {
            throw new StartupException(e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"the state directory {files.Directory} cannot be used: {e.Message}", e);
        }
    }

    private static CertificateAuthority LoadOrCreate(AppHostFiles files)
    {
        if (File.Exists(files.CaCertificate)) return CertificateAuthority.Load(files.CaCertificate, files.CaKey);
        var authority = CertificateAuthority.Create("SocketWarp development CA");
        authority.Save(files.CaCertificate, files.CaKey);
        return authority;
    }
}
