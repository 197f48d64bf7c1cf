using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Scep;
using SocketWarp.Pki.Scep.Client;
using SocketWarp.Pki.Scep.Server;

namespace SocketWarp.Pki.Tests.Support;

/// <summary>An authority, its responder, and what a client knows of it.</summary>
internal sealed class ScepSite : IDisposable
{
    public const string Password = "edge-7\\s3cret";

    private ScepSite(CertificateAuthority authority, X509Certificate2? registration, ScepPolicy policy)
    {
        Authority = authority;
        Registration = registration;
        Responder = new ScepResponder(authority, registration, policy);
        Known = ScepAuthority.Read(
            Responder.CaCertificates().Content,
            Responder.Capabilities,
            authority.Certificate.GetCertHash(HashAlgorithmName.SHA256),
            policy.Time
        );
    }

    public CertificateAuthority Authority { get; }

    public X509Certificate2? Registration { get; }

    public ScepResponder Responder { get; }

    public ScepAuthority Known { get; }

    public RSA Key { get; } = RSA.Create(2048);

    public static ScepSite OfRsa(ScepPolicy? policy = null) =>
        new(CertificateAuthority.Create("SCEP CA", key: KeyKind.Rsa2048), null, policy ?? new ScepPolicy());

    public static ScepSite OfEcdsa(ScepPolicy? policy = null)
    {
        var authority = CertificateAuthority.Create("SCEP CA");
        return new ScepSite(authority, authority.IssueRegistrationAuthority(), policy ?? new ScepPolicy());
    }

    public static ScepSite OfIntermediate(KeyKind key)
    {
        using var root = CertificateAuthority.Create("SCEP root", key: KeyKind.EcdsaP384, pathLength: 1);
        var authority = root.CreateIntermediate("SCEP CA", key: key);
        return new ScepSite(authority, key is KeyKind.Rsa2048 ? null : authority.IssueRegistrationAuthority(), new ScepPolicy());
    }

    public static ScepSite Of(string kind) =>
        kind switch
        {
            "rsa" => OfRsa(),
            "ecdsa" => OfEcdsa(),
            "rsa intermediate" => OfIntermediate(KeyKind.Rsa2048),
            "ecdsa intermediate" => OfIntermediate(KeyKind.EcdsaP384),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };

    public CertificateSigningRequest NewRequest(string uid = "edge-7", AsymmetricAlgorithm? key = null) =>
        CertificateSigningRequest.Create(new X500DistinguishedName($"CN={uid}"), key ?? Key, challengePassword: Password);

    public ScepTransaction Enrol(ScepPolicy? policy = null) => ScepTransaction.Enrol(Known, NewRequest(), Key, policy);

    /// <summary>A client's certificate with its RSA key, as an earlier enrolment gave it.</summary>
    public X509Certificate2 Current(TimeSpan? lifetime = null)
    {
        using var certificate = Authority.Issue(NewRequest(), LeafProfile.Client, lifetime);
        return certificate.CopyWithPrivateKey(Key);
    }

    /// <summary>What the server says about a message that it must refuse.</summary>
    public ScepMessageException Refusal(byte[] message) => Assert.Throws<ScepMessageException>(() => Responder.Read(message));

    public void Dispose()
    {
        Authority.Dispose();
        Registration?.Dispose();
        Key.Dispose();
    }
}
