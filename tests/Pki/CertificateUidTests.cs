using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SocketWarp.Pki.Tests;

public sealed class CertificateUidTests
{
    private const string CommonName = "2.5.4.3";
    private const string OrganizationalUnit = "2.5.4.11";

    [Theory]
    [InlineData("CN=edge-7", "edge-7")]
    [InlineData("C=JP, O=Procube, CN=edge-7", "edge-7")]
    [InlineData("CN=edge-7, O=Procube", "edge-7")]
    [InlineData("CN=日本支店", "日本支店")]
    [InlineData("CN=\"a,b=c\"", "a,b=c")]
    public void Uid_OfASubject_IsItsCommonName(string subject, string expected)
    {
        using var certificate = Certificate(new X500DistinguishedName(subject));
        Assert.True(CertificateUid.TryGet(certificate, out var uid, out var error), error);
        Assert.Equal(expected, uid);
    }

    [Theory]
    [InlineData("O=Procube", "no common name")]
    [InlineData("CN=a, CN=b", "more than one common name")]
    [InlineData("CN=a b", "U+0020")]
    [InlineData("CN=a/b", "U+002F")]
    [InlineData("CN=a\\\\b", "not a uid")]
    [InlineData("CN=a|b", "U+007C")]
    public void Uid_OfAnotherSubject_IsRefused(string subject, string expected)
    {
        using var certificate = Certificate(new X500DistinguishedName(subject));
        Assert.False(CertificateUid.TryGet(certificate, out var uid, out var error));
        Assert.Null(uid);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Uid_WithANulInside_IsRefused()
    {
        using var certificate = Certificate(OnePart((CommonName, "edge-7\0.evil")));
        Assert.False(CertificateUid.TryGet(certificate, out _, out var error));
        Assert.Contains("U+0000", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Uid_InAPartOfSeveralValues_IsRefused()
    {
        using var certificate = Certificate(OnePart((CommonName, "edge-7"), (OrganizationalUnit, "b")));
        Assert.False(CertificateUid.TryGet(certificate, out _, out var error));
        Assert.Contains("several values", error, StringComparison.Ordinal);
    }

    private static X509Certificate2 Certificate(X500DistinguishedName subject)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest(subject, key, HashAlgorithmName.SHA256).CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-1),
            DateTimeOffset.UtcNow.AddDays(1)
        );
    }

    /// <summary>A subject that strings cannot say: one relative distinguished name of all these.</summary>
    private static X500DistinguishedName OnePart(params (string Type, string Value)[] values)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSetOf())
        {
            foreach (var (type, value) in values)
            {
                using var pair = writer.PushSequence();
                writer.WriteObjectIdentifier(type);
                writer.WriteCharacterString(UniversalTagNumber.UTF8String, value);
            }
        }

        return new X500DistinguishedName(writer.Encode());
    }
}
