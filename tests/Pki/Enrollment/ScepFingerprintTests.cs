using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Enrollment;

namespace SocketWarp.Pki.Tests.Enrollment;

public sealed class ScepFingerprintTests
{
    private const string Digits = "5FE3110000000000000000000000000000000000000000000000000000000ABC";
    private const string Colons = "5F:E3:11:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:0A:BC";

    [Theory]
    [InlineData(Digits)]
    [InlineData(Colons)]
    [InlineData("sha256 Fingerprint=" + Colons)]
    [InlineData("SHA256 Fingerprint=" + Colons + "\n")]
    [InlineData("  sha256 fingerprint=" + Digits)]
    public void Fingerprint_InEveryFormThatPeopleCopy_IsRead(string text)
    {
        var expected = Convert.FromHexString(Digits);
        Assert.Equal(expected, ScepFingerprint.TryParse(text));
        Assert.Equal(expected, ScepFingerprint.TryParse(text.ToLowerInvariant()));
        Assert.Equal(expected, ScepFingerprint.TryParse(text.ToUpperInvariant()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("sha256 Fingerprint=")]
    [InlineData("sha1 Fingerprint=5F:E3:11:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:0A:BC")]
    [InlineData("md5 Fingerprint=" + Digits)]
    [InlineData(Digits + "00")]
    public void Fingerprint_OfAnotherKind_IsNotOne(string text) => Assert.Null(ScepFingerprint.TryParse(text));

    [Fact]
    public async Task Fingerprint_AsOpenSslPrintsIt_IsRead()
    {
        using var openssl = new OpenSsl();
        await openssl.RunAsync("req -x509 -newkey rsa:2048 -noenc -keyout ca.key -out ca.crt -days 30 -subj /CN=CA");
        var printed = await openssl.RunAsync("x509 -in ca.crt -noout -fingerprint -sha256");
        using var authority = X509CertificateLoader.LoadCertificateFromFile(openssl["ca.crt"]);
        Assert.Equal(authority.GetCertHash(HashAlgorithmName.SHA256), ScepFingerprint.TryParse(printed));
    }
}
