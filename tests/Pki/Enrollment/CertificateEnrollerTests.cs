using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Files;
using SocketWarp.Pki.Scep;
using SocketWarp.Pki.Tests.Support;

namespace SocketWarp.Pki.Tests.Enrollment;

public sealed class CertificateEnrollerTests : IAsyncLifetime
{
    private TestScepServer _server = null!;
    private Enrolling _device = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestScepServer.StartAsync();
        _device = new Enrolling(_server);
    }

    public async ValueTask DisposeAsync()
    {
        _device.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task FirstTime_WritesKeyCertificateAndAuthority()
    {
        await _device.EnrolAsync();

        Assert.Equal(["ca.crt", "cert.pem", "key.pem"], _device.FileNames());
        using var files = CertificateFiles.Load(_device.Paths.Certificate, _device.Paths.Key);
        Assert.True(CertificateUid.TryGet(files.Leaf, out var uid, out _));
        Assert.Equal(Enrolling.Uid, uid);
        using var authority = X509CertificateLoader.LoadCertificateFromFile(_device.Paths.Ca);
        Assert.Equal(_server.Authority.Certificate.Thumbprint, authority.Thumbprint);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_device.Paths.Key));
    }

    [Fact]
    public async Task AuthorityFile_ThatIsThere_IsKept()
    {
        await File.WriteAllTextAsync(_device.Paths.Ca, "the operator's");
        await _device.EnrolAsync();
        Assert.Equal("the operator's", await File.ReadAllTextAsync(_device.Paths.Ca));
    }

    [Theory]
    [InlineData(ScepFault.Lose)]
    [InlineData(ScepFault.Truncate)]
    [InlineData(ScepFault.Busy)]
    public async Task AnswerDoesNotArrive_TheNextAttemptIsTheSameTransaction_AndGetsTheCertificate(ScepFault fault)
    {
        _server.Break(fault);
        Assert.False((await _device.RefusalAsync()).IsRefusal);
        await _device.EnrolAsync();

        Assert.Equal(2, _server.Seen.Count);
        Assert.Single(_server.Seen.Select(s => s.Transaction).Distinct());
        Assert.Equal(1, _server.Issued);
        _device.Thumbprint();
    }

    [Fact]
    public async Task Pending_IsPolledFor()
    {
        _server.Break(ScepFault.Pending, ScepFault.Pending);
        await _device.EnrolAsync();
        _device.Thumbprint();
    }

    [Fact]
    public async Task Pending_ForTooLong_FailsAndBeginsAnewWithTheSameKey()
    {
        _server.Break(ScepFault.Pending, ScepFault.Pending, ScepFault.Pending);
        var failure = await _device.RefusalAsync();
        Assert.False(failure.IsRefusal);
        Assert.Contains("still pending", failure.Message, StringComparison.Ordinal);
        await _device.EnrolAsync();
        Assert.Single(_server.Seen.Select(s => s.Transaction).Distinct());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Secret_ThatIsWrongOrUsed_IsADefiniteRefusalThatNamesNoSecret(bool used)
    {
        if (used)
        {
            using var other = new Enrolling(_server);
            other.Options.Secret = _device.Options.Secret;
            await other.EnrolAsync();
        }
        else
        {
            _device.Options.Secret = "hunter2";
        }

        var failure = await _device.RefusalAsync();
        Assert.True(failure.IsRefusal);
        Assert.Contains("the secret is wrong or used", failure.Message, StringComparison.Ordinal);
        Assert.Contains(Enrolling.Uid, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_device.Options.Secret!, failure.ToString(), StringComparison.Ordinal);
        Assert.Equal(["key.pem.next"], _device.FileNames());
    }

    [Fact]
    public async Task Fingerprint_OfAnother_AsksForNothing()
    {
        _device.Options.CaFingerprint = new string('0', 64);
        var failure = await _device.RefusalAsync();
        Assert.True(failure.IsRefusal);
        Assert.Contains("or Enrollment:CaFingerprint is wrong", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_server.Seen);
        Assert.Empty(_device.FileNames());
    }

    [Fact]
    public async Task AuthorityOfAFile_IsExpected_AsSoonAsTheFileIsThere()
    {
        (_device.Options.CaFingerprint, _device.Options.CaPath) = (null, _device.File("root.pem"));
        Assert.Contains("root.pem", (await Assert.ThrowsAsync<CertificateFileException>(_device.EnrolAsync)).Message, StringComparison.Ordinal);

        using (var other = CertificateAuthority.Create("Another", key: KeyKind.Rsa2048))
            await File.WriteAllTextAsync(_device.Options.CaPath, other.Certificate.ExportCertificatePem());
        var failure = await _device.RefusalAsync();
        Assert.True(failure.IsRefusal);
        Assert.Contains("or Enrollment:CaPath is wrong", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_server.Seen);

        await File.WriteAllTextAsync(_device.Options.CaPath, _server.Authority.Certificate.ExportCertificatePem());
        await _device.EnrolAsync();
        Assert.Equal(["ca.crt", "cert.pem", "key.pem", "root.pem"], _device.FileNames());
    }

    [Fact]
    public async Task CertificateForAnotherUid_IsRefused_AndNotPutInPlace()
    {
        _server.Break(ScepFault.OtherSubject);
        var failure = await _device.RefusalAsync();
        Assert.True(failure.IsRefusal);
        Assert.Contains("issued a certificate for CN=somebody", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["key.pem.next"], _device.FileNames());
    }

    [Fact]
    public async Task Https_OfANamedAuthority_IsEnrolledAt()
    {
        using var authority = CertificateAuthority.Create("TLS CA");
        using var certificate = authority.IssueServer(["127.0.0.1"]);
        await using var server = await TestScepServer.StartAsync(certificate: certificate);
        using var device = new Enrolling(server);
        Assert.Equal("https", device.Options.Url?.Scheme);
        device.Options.CaPath = device.File("tls.crt");
        await File.WriteAllTextAsync(device.Options.CaPath, authority.Certificate.ExportCertificatePem());
        await device.EnrolAsync();
        device.Thumbprint();
    }

    [Theory]
    [InlineData(true, "signed by an authority that is not in tls.crt")]
    [InlineData(false, "the system does not know its authority; name it with Enrollment:CaPath")]
    public async Task Https_OfAnotherAuthority_AsksForNothing(bool named, string reason)
    {
        using var authority = CertificateAuthority.Create("TLS CA");
        using var other = CertificateAuthority.Create("Other CA");
        using var certificate = authority.IssueServer(["127.0.0.1"]);
        await using var server = await TestScepServer.StartAsync(certificate: certificate);
        using var device = new Enrolling(server);
        if (named)
            await File.WriteAllTextAsync(device.Options.CaPath = device.File("tls.crt"), other.Certificate.ExportCertificatePem());
        Assert.Contains(reason, (await device.RefusalAsync()).Message, StringComparison.Ordinal);
        Assert.Empty(server.Seen);
    }

    [Fact]
    public async Task Server_ThatSendsElsewhere_IsNotFollowed()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var elsewhere = builder.Build();
        elsewhere.MapGet("/scep", (HttpRequest request) => Results.Redirect($"{_server.Url}{request.QueryString}"));
        await elsewhere.StartAsync().InTime();
        _device.Options.Url = new Uri(elsewhere.Urls.Single() + "/scep");
        Assert.Contains("HTTP 302", (await _device.RefusalAsync()).Message, StringComparison.Ordinal);
        Assert.Empty(_server.Seen);
    }

    [Fact]
    public async Task Server_ThatIsNotThere_IsNamed()
    {
        _device.Options.Url = new Uri($"http://127.0.0.1:{Ports.FreeTcp()}/scep");
        var failure = await _device.RefusalAsync();
        Assert.False(failure.IsRefusal);
        Assert.Contains(_device.Options.Url.ToString(), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SecretFile_ThatComesLater_IsRead()
    {
        (_device.Options.SecretPath, _device.Options.Secret) = (_device.File("secret"), null);
        await Assert.ThrowsAsync<CertificateFileException>(_device.EnrolAsync);
        await File.WriteAllTextAsync(_device.Options.SecretPath, _server.Secret(Enrolling.Uid) + "\n");
        await _device.EnrolAsync();
        _device.Thumbprint();
    }

    [Fact]
    public async Task Renewal_HasANewKeyAndNeedsNoSecret()
    {
        await _device.EnrolAsync();
        var (old, key) = (_device.Thumbprint(), await File.ReadAllTextAsync(_device.Paths.Key));
        await _device.EnrolAsync();

        Assert.NotEqual(old, _device.Thumbprint());
        Assert.NotEqual(key, await File.ReadAllTextAsync(_device.Paths.Key));
        Assert.Equal((ScepMessageType.RenewalReq, false), _server.Seen.Select(s => (s.Type, s.HadSecret)).Last());
    }

    [Fact]
    public async Task Renewal_WhereTheServerWantsASecret_TakesTheNewOneFromItsFile()
    {
        _server.RenewalNeedsSecret = true;
        (_device.Options.SecretPath, _device.Options.Secret) = (_device.File("secret"), null);
        await File.WriteAllTextAsync(_device.Options.SecretPath, _server.Secret(Enrolling.Uid));
        await _device.EnrolAsync();
        var old = _device.Thumbprint();
        Assert.True((await _device.RefusalAsync()).IsRefusal);
        Assert.Equal(old, _device.Thumbprint());

        await File.WriteAllTextAsync(_device.Options.SecretPath, _server.Secret(Enrolling.Uid));
        await _device.EnrolAsync();
        Assert.NotEqual(old, _device.Thumbprint());
    }

    [Fact]
    public async Task Certificate_ThatHasEnded_IsEnrolledAnew()
    {
        var time = new VirtualTime();
        await using var server = await TestScepServer.StartAsync(time: time);
        using var device = new Enrolling(server, time);
        await device.EnrolAsync();
        var old = device.Thumbprint();
        time.Advance(server.Lifetime + TimeSpan.FromDays(1));
        device.Options.Secret = server.Secret(Enrolling.Uid);
        await device.EnrolAsync();
        Assert.NotEqual(old, device.Thumbprint());
        Assert.Equal(ScepMessageType.PkcsReq, server.Seen.Last().Type);
    }

    [Fact]
    public async Task Names_AreAskedFor_AndInTheCertificate()
    {
        _device.Options.Names = ["gateway.example.com", "192.0.2.1"];
        await _device.EnrolAsync();
        using var files = CertificateFiles.Load(_device.Paths.Certificate, _device.Paths.Key);
        Assert.True(files.Leaf.MatchesHostname("gateway.example.com"));
        Assert.True(files.Leaf.MatchesHostname("192.0.2.1"));
    }

    [Fact]
    public async Task Names_ThatTheServerLeftOut_AreARefusal_AndNothingIsPutInPlace()
    {
        _device.Options.Names = ["gateway.example.com"];
        _server.Break(ScepFault.OtherSubject);
        _device.Options.Uid = "somebody";
        var failure = await _device.RefusalAsync();
        Assert.True(failure.IsRefusal);
        Assert.Contains("without the name gateway.example.com: allow it there, or take it out of Enrollment:Names", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["key.pem.next"], _device.FileNames());
    }

    [Fact]
    public async Task KeyFile_WithoutItsCertificate_IsNotOverwritten()
    {
        await File.WriteAllTextAsync(_device.Paths.Key, "the operator's");
        var failure = await Assert.ThrowsAsync<CertificateFileException>(_device.EnrolAsync);
        Assert.Contains(_device.Paths.Key, failure.Message, StringComparison.Ordinal);
        Assert.Equal("the operator's", await File.ReadAllTextAsync(_device.Paths.Key));
    }
}
