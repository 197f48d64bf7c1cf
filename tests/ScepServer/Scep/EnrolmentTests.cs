using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Scep;
using SocketWarp.Pki.Scep.Client;
using SocketWarp.ScepServer.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.ScepServer.Tests.Scep;

/// <summary>Who gets a certificate, and who does not: then nothing has changed, and no log line has a secret.</summary>
public sealed class EnrolmentTests : IAsyncLifetime
{
    private const string Secret = "s3cret-of-edge-1";
    private ScepHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ScepHost.StartAsync();
        await _host.Admin.AddWithSecretAsync("edge-1", Secret);
    }

    public async ValueTask DisposeAsync()
    {
        Assert.DoesNotContain(_host.Log.All, l => l.Contains(Secret, StringComparison.Ordinal) || l.StartsWith("Error", StringComparison.Ordinal));
        var directory = _host.Directory;
        foreach (var file in Directory.EnumerateFiles(directory).Where(f => Path.GetFileName(f) != "lock"))
            AssertNoSecret(file);
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Secret_Right_GetsAConnectorsCertificate()
    {
        using var certificate = await _host.Anonymous.EnrolAsync("edge-1", $"edge-1\\{Secret}");

        Assert.Equal("CN=edge-1", certificate.Subject);
        Assert.Equal(
            "1.3.6.1.5.5.7.3.2",
            Assert.Single(certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages.Cast<Oid>()).Value
        );
        Assert.InRange(certificate.NotAfter, DateTime.Now.AddDays(364), DateTime.Now.AddDays(366));
        Assert.Equal("edge-1", (await _host.Anonymous.VerifyAsync(certificate)).Json.GetProperty("uid").GetString());
        Assert.Equal("ISSUED", await _host.Viewer.StatusAsync("edge-1"));
    }

    [Theory]
    [InlineData("edge-1\\wrong-secret")]
    [InlineData("edge-2\\s3cret-of-edge-1")]
    [InlineData("s3cret-of-edge-1")]
    [InlineData("\\s3cret-of-edge-1")]
    [InlineData("edge-1\\")]
    [InlineData("edge-1")]
    [InlineData("edge-1\\s3cret-of-edge-1\\")]
    [InlineData("")]
    [InlineData(null)]
    public async Task Secret_WrongOrMissing_IsRefusedWithoutSayingWhy(string? challenge)
    {
        await RefusedAsync("CN=edge-1", challenge, FailInfo.BadRequest, "the challenge password is not accepted");
        Assert.Equal("ISSUABLE", await _host.Viewer.StatusAsync("edge-1"));
    }

    [Theory]
    [InlineData("CN=edge-2", "not accepted")]
    [InlineData("CN=nobody", "not accepted")]
    [InlineData("CN=edge-1, CN=edge-2", "more than one common name")]
    [InlineData("O=edge-1", "no common name")]
    [InlineData("CN=a b", "not a uid")]
    public async Task Subject_OtherThanTheUid_IsRefused(string subject, string reason)
    {
        await _host.Admin.AddAsync("edge-2");
        await RefusedAsync(subject, $"edge-1\\{Secret}", FailInfo.BadRequest, reason);
        Assert.Equal("ISSUABLE", await _host.Viewer.StatusAsync("edge-1"));
    }

    [Fact]
    public async Task Secret_Used_IsRefused()
    {
        using var certificate = await _host.Anonymous.EnrolAsync("edge-1", $"edge-1\\{Secret}");
        await RefusedAsync("CN=edge-1", $"edge-1\\{Secret}", FailInfo.BadRequest, "not accepted");
        Assert.Equal("ISSUED", await _host.Viewer.StatusAsync("edge-1"));
        Assert.Equal(1, (await _host.Viewer.GetAsync("/api/cert/list/edge-1")).Json.GetArrayLength());
    }

    [Fact]
    public async Task Key_Weak_IsRefused()
    {
        // Debian's client makes what ours refuses to; it signs with SHA-1, whatever the server announces.
        await using var host = await ScepHost.StartAsync(("Scep:AllowLegacyAlgorithms", "true"));
        await host.Admin.AddWithSecretAsync("edge-1", Secret);
        using var folder = new TestSupport.TestDirectory();
        var (code, _, text) = await RunningProcess.RunAsync(
            "scepclient",
            [
                "-server-url",
                $"{host.Addresses.Http}scep",
                "-challenge",
                $"edge-1\\{Secret}",
                "-cn",
                "edge-1",
                "-keySize",
                "1024",
                "-private-key",
                "weak.key",
                "-certificate",
                "weak.pem",
            ],
            folder: folder.Path
        );

        Assert.True(code != 0, text);
        Assert.Contains(host.Log.All, l => l.Contains("key has 1024 bits", StringComparison.Ordinal));
        Assert.Equal("ISSUABLE", await host.Viewer.StatusAsync("edge-1"));
    }

    [Fact]
    public async Task Request_Replayed_GetsTheSameCertificate()
    {
        using var key = RSA.Create(2048);
        var scep = _host.Anonymous.Scep();
        var authority = await scep.DiscoverAsync(TestContext.Current.CancellationToken);
        using var transaction = ScepTransaction.Enrol(
            authority,
            CertificateSigningRequest.Create(new X500DistinguishedName("CN=edge-1"), key, challengePassword: $"edge-1\\{Secret}"),
            key
        );
        var message = transaction.Request();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => _host.Anonymous.SendAsync(HttpMethod.Post, "/scep?operation=PKIOperation", new ByteArrayContent(message)))
        );
        var later = await _host.Anonymous.SendAsync(
            HttpMethod.Get,
            $"/scep?operation=PKIOperation&message={Uri.EscapeDataString(Convert.ToBase64String(message))}",
            null
        );

        Assert.All([.. answers, later], a => Assert.Equal((200, "application/x-pki-message"), (a.Status, a.MediaType)));
        var serials = ((ApiAnswer[])[.. answers, later]).Select(a => transaction.Read(a.Bytes).Certificate?.SerialNumber).Distinct();
        Assert.NotNull(Assert.Single(serials));
        Assert.Equal(1, (await _host.Viewer.GetAsync("/api/cert/list/edge-1")).Json.GetArrayLength());
    }

    [Fact]
    public async Task Requests_OfOneSecretAtOnce_OneGetsACertificate()
    {
        var got = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(async _ =>
                {
                    try
                    {
                        using var certificate = await _host.Anonymous.EnrolAsync("edge-1", $"edge-1\\{Secret}");
                        return true;
                    }
                    catch (ScepClientException)
                    {
                        return false;
                    }
                })
        );

        Assert.Single(got, g => g);
        Assert.Equal(1, (await _host.Viewer.GetAsync("/api/cert/list/edge-1")).Json.GetArrayLength());
    }

    [Fact]
    public async Task Message_TamperedAtAnyPlace_GivesNobodyElseACertificate()
    {
        using var key = RSA.Create(2048);
        var scep = _host.Anonymous.Scep();
        var authority = await scep.DiscoverAsync(TestContext.Current.CancellationToken);
        using var transaction = ScepTransaction.Enrol(
            authority,
            CertificateSigningRequest.Create(new X500DistinguishedName("CN=edge-1"), key, challengePassword: $"edge-1\\{Secret}"),
            key
        );
        var message = transaction.Request();
        for (var at = 0; at < message.Length; at += 41)
        {
            var tampered = (byte[])message.Clone();
            tampered[at] ^= 0x55;
            var answer = await _host.Anonymous.SendAsync(HttpMethod.Post, "/scep?operation=PKIOperation", new ByteArrayContent(tampered));
            Assert.True(answer.Status is 200 or 400, $"byte {at}: {answer}");
            var cut = await _host.Anonymous.SendAsync(HttpMethod.Post, "/scep?operation=PKIOperation", new ByteArrayContent(message[..at]));
            Assert.Equal(400, cut.Status);
        }

        // Some bytes belong to nobody: the key proves who signed, whatever else its self-signed certificate says.
        var issued = (await _host.Viewer.GetAsync("/api/cert/list/edge-1")).Json;
        if (issued.ValueKind == System.Text.Json.JsonValueKind.Null)
            return;
        using var certificate = X509Certificate2.CreateFromPem(Assert.Single(issued.EnumerateArray()).GetProperty("cert_data").GetString());
        Assert.Equal(key.ExportSubjectPublicKeyInfo(), certificate.PublicKey.ExportSubjectPublicKeyInfo());
    }

    [Fact]
    public async Task Recipient_Wrong_IsRefused()
    {
        await using var other = await ScepHost.StartAsync(("Scep:Authority:Name", "Another CA"));
        using var key = RSA.Create(2048);
        var authority = await other.Anonymous.Scep().DiscoverAsync(TestContext.Current.CancellationToken);
        using var transaction = ScepTransaction.Enrol(
            authority,
            CertificateSigningRequest.Create(new X500DistinguishedName("CN=edge-1"), key, challengePassword: $"edge-1\\{Secret}"),
            key
        );

        var answer = await _host.Anonymous.SendAsync(HttpMethod.Post, "/scep?operation=PKIOperation", new ByteArrayContent(transaction.Request()));

        Assert.Equal((200, "application/x-pki-message"), (answer.Status, answer.MediaType));
        Assert.Equal("ISSUABLE", await _host.Viewer.StatusAsync("edge-1"));
    }

    [Fact]
    public async Task Renewal_OfACertificateThatHolds_NeedsNoSecret_AndThePredecessorEndsWithTheOverlap()
    {
        using var first = await _host.Anonymous.EnrolAsync("edge-1", $"edge-1\\{Secret}");

        using var second = await _host.Anonymous.RenewAsync(first, "edge-1");

        Assert.NotEqual(first.SerialNumber, second.SerialNumber);
        Assert.Equal("PENDING", await _host.Viewer.StatusAsync("edge-1"));
        Assert.Equal(200, (await _host.Anonymous.VerifyAsync(first)).Status);
        var another = await Assert.ThrowsAsync<ScepClientException>(() => _host.Anonymous.RenewAsync(second, "edge-2"));
        Assert.Contains("for another client", another.Message, StringComparison.Ordinal);
        await _host.Admin.RevokeAsync("edge-1");
        var refused = await Assert.ThrowsAsync<ScepClientException>(() => _host.Anonymous.RenewAsync(second, "edge-1"));
        Assert.Contains("revoked or unknown", refused.Message, StringComparison.Ordinal);
        Assert.Equal("INACTIVE", await _host.Viewer.StatusAsync("edge-1"));
    }

    [Fact]
    public async Task Renewal_WhereTheSettingWantsASecret_IsRefusedWithoutOne()
    {
        await using var host = await ScepHost.StartAsync(("Scep:RenewWithoutSecret", "false"));
        await host.Admin.AddWithSecretAsync("edge-1", Secret);
        using var first = await host.Anonymous.EnrolAsync("edge-1", $"edge-1\\{Secret}");

        var refused = await Assert.ThrowsAsync<ScepClientException>(() => host.Anonymous.RenewAsync(first, "edge-1"));

        Assert.Contains("not accepted", refused.Message, StringComparison.Ordinal);
        Assert.Equal("ISSUED", await host.Viewer.StatusAsync("edge-1"));
        await host.Admin.CreateSecretAsync("edge-1", "another-secret", pending: "1h");
        (await host.Anonymous.RenewAsync(first, "edge-1", "edge-1\\another-secret")).Dispose();
    }

    [Fact]
    public async Task Renewals_WithoutEnd_AreStoppedAtTheLimitOfCertificates()
    {
        await using var host = await ScepHost.StartAsync(("Scep:MaxCertificates", "2"));
        await host.Admin.AddWithSecretAsync("edge-1", Secret);
        using var first = await host.Anonymous.EnrolAsync("edge-1", $"edge-1\\{Secret}");
        using var second = await host.Anonymous.RenewAsync(first, "edge-1");

        var refused = await Assert.ThrowsAsync<ScepClientException>(() => host.Anonymous.RenewAsync(second, "edge-1"));

        Assert.Contains("Scep:MaxCertificates", refused.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await host.Viewer.GetAsync("/api/cert/list/edge-1")).Json.GetArrayLength());
    }

    [Fact]
    public async Task Revoked_Client_EnrolsAgainWithANewSecret()
    {
        using var first = await _host.Anonymous.EnrolAsync("edge-1", $"edge-1\\{Secret}");
        await _host.Admin.RevokeAsync("edge-1");
        await RefusedAsync("CN=edge-1", $"edge-1\\{Secret}", FailInfo.BadRequest, "not accepted");
        Assert.Equal(201, (await _host.Admin.CreateSecretAsync("edge-1", "another-secret")).Status);

        using var second = await _host.Anonymous.EnrolAsync("edge-1", "edge-1\\another-secret");

        Assert.Equal(401, (await _host.Anonymous.VerifyAsync(first)).Status);
        Assert.Equal(200, (await _host.Anonymous.VerifyAsync(second)).Status);
    }

    [Fact]
    public async Task Gateway_WithItsNamesAllowed_GetsAServersCertificate()
    {
        await _host.Admin.AddWithSecretAsync(
            "gw-1",
            "gateway-secret",
            new Dictionary<string, string> { ["socketwarp.profile"] = "gateway", ["socketwarp.names"] = "gw.example.com, 10.0.0.1" }
        );
        using var key = RSA.Create(2048);
        var other = await Assert.ThrowsAsync<ScepClientException>(() =>
            _host.Anonymous.EnrolAsync("CN=gw-1", "gw-1\\gateway-secret", key, ["bank.example.com"])
        );
        Assert.Contains("bank.example.com", other.Message, StringComparison.Ordinal);

        using var certificate = await _host.Anonymous.EnrolAsync("CN=gw-1", "gw-1\\gateway-secret", key, ["gw.example.com", "10.0.0.1"]);

        Assert.Equal(2, certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages.Count);
        Assert.Equal(["gw.example.com"], certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single().EnumerateDnsNames());
    }

    [Fact]
    public async Task Connector_AskingForNames_GetsNone()
    {
        using var key = RSA.Create(2048);
        using var certificate = await _host.Anonymous.EnrolAsync("CN=edge-1", $"edge-1\\{Secret}", key, ["bank.example.com"]);
        Assert.Empty(certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>());
    }

    [Fact]
    public async Task RevocationList_OverScep_IsForThoseWithACertificate()
    {
        using var certificate = await _host.Anonymous.EnrolAsync("edge-1", $"edge-1\\{Secret}");
        var scep = _host.Anonymous.Scep();
        Assert.NotEmpty(
            await scep.GetRevocationListAsync(
                await scep.DiscoverAsync(TestContext.Current.CancellationToken),
                certificate,
                TestContext.Current.CancellationToken
            )
        );
    }

    [Fact]
    public async Task Authority_Ecdsa_IsReadByARegistrationAuthority()
    {
        using var depot = new TestSupport.TestDirectory();
        using (var authority = CertificateAuthority.Create("Elliptic"))
            authority.Save(depot.File("ca.crt"), depot.File("ca.key"));
        await using var host = await ScepHost.StartAsync(("Scep:Depot", depot.Path));
        await host.Admin.AddWithSecretAsync("edge-1", Secret);
        using var certificate = await host.Anonymous.EnrolAsync("edge-1", $"edge-1\\{Secret}");
        Assert.Equal(200, (await host.Anonymous.VerifyAsync(certificate)).Status);
    }

    private async Task RefusedAsync(string subject, string? challenge, FailInfo failInfo, string reason)
    {
        using var key = RSA.Create(2048);
        var refused = await Assert.ThrowsAsync<ScepClientException>(() => _host.Anonymous.EnrolAsync(subject, challenge, key));
        Assert.Equal(failInfo, refused.FailInfo);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    private static void AssertNoSecret(string file)
    {
        using var content = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(content, System.Text.Encoding.Latin1);
        Assert.DoesNotContain(Secret, reader.ReadToEnd(), StringComparison.Ordinal);
    }
}
