using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SocketWarp.TestSupport;

/// <summary>A throw-away CA and what it signs. Certificates carry their private keys.</summary>
public sealed class TestCertificates : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <param name="issuer">The CA that signs this one; null makes it a root.</param>
    public TestCertificates(string name = "Test CA", TestCertificates? issuer = null)
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        var (notBefore, notAfter) = (DateTimeOffset.UtcNow.AddDays(-90), DateTimeOffset.UtcNow.AddYears(1));
        if (issuer is null)
        {
            Authority = request.CreateSelfSigned(notBefore.AddYears(-1), notAfter.AddYears(9));
            return;
        }

        using var signed = request.Create(issuer.Authority, notBefore, notAfter, RandomNumberGenerator.GetBytes(16));
        Authority = signed.CopyWithPrivateKey(_key);
    }

    public X509Certificate2 Authority { get; }

    /// <param name="expiresIn">Negative: it has expired.</param>
    /// <param name="startsIn">Positive: it is not valid yet.</param>
    public X509Certificate2 Server(string name = "localhost", TimeSpan? expiresIn = null, TimeSpan? startsIn = null) =>
        Issue(name, "1.3.6.1.5.5.7.3.1", expiresIn, startsIn);

    /// <inheritdoc cref="Server"/>
    public X509Certificate2 Client(string uid, TimeSpan? expiresIn = null, TimeSpan? startsIn = null) => Issue(uid, "1.3.6.1.5.5.7.3.2", expiresIn, startsIn);

    public void Dispose()
    {
        Authority.Dispose();
        _key.Dispose();
    }

    private X509Certificate2 Issue(string name, string usage, TimeSpan? expiresIn, TimeSpan? startsIn)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        if (name == "localhost")
        {
            names.AddIpAddress(IPAddress.Loopback);
            names.AddIpAddress(IPAddress.IPv6Loopback);
        }

        request.CertificateExtensions.Add(names.Build());
        var notAfter = DateTimeOffset.UtcNow + (expiresIn ?? TimeSpan.FromDays(30));
        using var certificate = request.Create(
            Authority,
            DateTimeOffset.UtcNow + (startsIn ?? TimeSpan.FromDays(-60)),
            notAfter,
            RandomNumberGenerator.GetBytes(16)
        );
        return certificate.CopyWithPrivateKey(key);
    }
}
