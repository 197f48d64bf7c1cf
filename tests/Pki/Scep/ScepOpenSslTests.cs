using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Files;
using SocketWarp.Pki.Scep;
using SocketWarp.Pki.Scep.Client;
using SocketWarp.Pki.Tests.Support;

namespace SocketWarp.Pki.Tests.Scep;

/// <summary>What we write, as OpenSSL reads it.</summary>
public sealed class ScepOpenSslTests : IDisposable
{
    private const string Cms = "cms -inform DER -binary";

    private readonly OpenSsl _openssl = new();

    public void Dispose() => _openssl.Dispose();

    [Theory]
    [InlineData("rsa")]
    [InlineData("ecdsa")]
    public async Task Request_ByOpenSsl_IsVerifiedAndDecrypted(string kind)
    {
        using var site = ScepSite.Of(kind);
        CertificateFiles.Save(site.Registration ?? site.Authority.Certificate, _openssl["recipient.pem"], _openssl["recipient.key"]);
        using var transaction = site.Enrol();
        await WriteAsync("request.der", transaction.Request());
        await _openssl.RunAsync($"{Cms} -verify -noverify -in request.der -out envelope.der");
        var dump = await _openssl.RunAsync("asn1parse -inform DER -in envelope.der");
        Assert.Contains(":aes-256-cbc", dump, StringComparison.Ordinal);
        await _openssl.RunAsync($"{Cms} -decrypt -in envelope.der -recip recipient.pem -inkey recipient.key -out request.csr");
        var text = await _openssl.RunAsync("req -inform DER -in request.csr -verify -noout -text");
        Assert.Contains("verify OK", text, StringComparison.Ordinal);
        Assert.Contains("challengePassword        :edge-7\\s3cret", text, StringComparison.Ordinal);
        Assert.Contains(":sha256", await _openssl.RunAsync("asn1parse -inform DER -in request.der"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rsa")]
    [InlineData("ecdsa")]
    public async Task Success_ByOpenSsl_IsVerifiedAndDecrypted(string kind)
    {
        using var site = ScepSite.Of(kind);
        using var transaction = site.Enrol();
        var request = site.Responder.Read(transaction.Request());
        using var issued = site.Authority.Issue(request.SigningRequest!, LeafProfile.Client);
        await WriteAsync("answer.der", site.Responder.Succeed(request, issued));
        site.Authority.Save(_openssl["ca.crt"], _openssl["ca.key"]);
        using var joined = request.Signer.CopyWithPrivateKey(site.Key);
        CertificateFiles.Save(joined, _openssl["signer.pem"], _openssl["signer.key"]);
        await _openssl.RunAsync($"{Cms} -verify -in answer.der -CAfile ca.crt -purpose any -out envelope.der");
        await _openssl.RunAsync($"{Cms} -decrypt -in envelope.der -recip signer.pem -inkey signer.key -out certificates.p7b");
        await _openssl.RunAsync("pkcs7 -inform DER -in certificates.p7b -print_certs -out certificates.pem");
        // The one that was asked for comes first.
        Assert.Contains("CN = edge-7", await _openssl.RunAsync("x509 -in certificates.pem -noout -subject"), StringComparison.Ordinal);
        await _openssl.RunAsync("verify -x509_strict -purpose sslclient -CAfile ca.crt certificates.pem");
    }

    [Fact]
    public async Task Failure_ByOpenSsl_IsVerified()
    {
        using var site = ScepSite.OfRsa();
        using var transaction = site.Enrol();
        var request = site.Responder.Read(transaction.Request());
        site.Authority.Save(_openssl["ca.crt"], _openssl["ca.key"]);
        _openssl.Write("empty", "");
        await WriteAsync("failure.der", site.Responder.Fail(request.Header, FailInfo.BadRequest, "unknown uid"));
        await WriteAsync("pending.der", site.Responder.Defer(request));
        await _openssl.RunAsync($"{Cms} -verify -in failure.der -content empty -CAfile ca.crt -purpose any -out none");
        await _openssl.RunAsync($"{Cms} -verify -in pending.der -content empty -CAfile ca.crt -purpose any -out none");
        Assert.Contains("UTF8STRING        :unknown uid", await _openssl.RunAsync("asn1parse -inform DER -in failure.der"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ecdsa")]
    [InlineData("rsa intermediate")]
    public async Task CaCertificates_ByOpenSsl_AreListed(string kind)
    {
        using var site = ScepSite.Of(kind);
        var answer = site.Responder.CaCertificates();
        Assert.Equal("application/x-x509-ca-ra-cert", answer.ContentType);
        await WriteAsync("ca.p7b", answer.Content);
        var text = await _openssl.RunAsync("pkcs7 -inform DER -in ca.p7b -print_certs -noout");
        Assert.StartsWith("subject=CN = SCEP CA", text, StringComparison.Ordinal);
        Assert.Contains(kind == "ecdsa" ? "subject=CN = SCEP registration authority" : "subject=CN = SCEP root", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RevocationList_InAnAnswer_IsReadByOpenSsl()
    {
        using var site = ScepSite.OfRsa();
        using var current = site.Current();
        using var transaction = ScepTransaction.GetRevocationList(site.Known, current);
        var request = site.Responder.Read(transaction.Request());
        await WriteAsync("answer.der", site.Responder.SucceedWithList(request, site.Authority.CreateRevocationList([], TimeSpan.FromDays(1))));
        CertificateFiles.Save(current, _openssl["current.pem"], _openssl["current.key"]);
        site.Authority.Save(_openssl["ca.crt"], _openssl["ca.key"]);
        await _openssl.RunAsync($"{Cms} -verify -in answer.der -CAfile ca.crt -purpose any -out envelope.der");
        await _openssl.RunAsync($"{Cms} -decrypt -in envelope.der -recip current.pem -inkey current.key -out list.p7b");
        Assert.Contains("BEGIN X509 CRL", await _openssl.RunAsync("pkcs7 -inform DER -in list.p7b -print_certs"), StringComparison.Ordinal);
    }

    private Task WriteAsync(string file, byte[] content) => File.WriteAllBytesAsync(_openssl[file], content).InTime();
}
