using System.Security.Cryptography;
using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Enrollment;
using SocketWarp.Pki.Scep;
using SocketWarp.Pki.Scep.Client;
using SocketWarp.Pki.Scep.Cms;

namespace SocketWarp.Pki.Tests.Enrollment;

public sealed class IssuedCertificateTests
{
    [Fact]
    public void Roots_AreThePinnedOneAlone_WhateverElseTheServerSent()
    {
        using var root = CertificateAuthority.Create("root", key: KeyKind.Rsa2048, pathLength: 1);
        using var issuer = root.CreateIntermediate("issuer", key: KeyKind.Rsa2048);
        using var stranger = CertificateAuthority.Create("stranger", key: KeyKind.Rsa2048);
        var fingerprint = root.Certificate.GetCertHash(HashAlgorithmName.SHA256);
        var authority = ScepAuthority.Read(
            DegenerateSignedData.Write([issuer.Certificate, stranger.Certificate, root.Certificate]),
            ScepCapabilities.Standard,
            fingerprint
        );
        using var leaf = issuer.IssueClient("edge-7");

        var issued = IssuedCertificate.Create(leaf, authority, fingerprint, TimeProvider.System);
        Assert.Equal([root.Certificate.Thumbprint], issued.Roots.Select(r => r.Thumbprint));
        Assert.Equal([issuer.Certificate.Thumbprint], issued.Intermediates.Select(i => i.Thumbprint));
    }

    [Fact]
    public void Roots_OfAPinnedIntermediate_AreNone()
    {
        using var root = CertificateAuthority.Create("root", key: KeyKind.Rsa2048, pathLength: 1);
        using var issuer = root.CreateIntermediate("issuer", key: KeyKind.Rsa2048);
        var fingerprint = issuer.Certificate.GetCertHash(HashAlgorithmName.SHA256);
        var authority = ScepAuthority.Read(DegenerateSignedData.Write([issuer.Certificate, root.Certificate]), ScepCapabilities.Standard, fingerprint);
        using var leaf = issuer.IssueClient("edge-7");

        Assert.Empty(IssuedCertificate.Create(leaf, authority, fingerprint, TimeProvider.System).Roots);
    }
}
