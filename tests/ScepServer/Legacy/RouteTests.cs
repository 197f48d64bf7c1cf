using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Protocol;
using SocketWarp.ScepServer.Tests.Support;

namespace SocketWarp.ScepServer.Tests.Legacy;

/// <summary>Each route and status that callers of the original know.</summary>
public sealed class RouteTests : IAsyncLifetime
{
    private const string Secret = "first-secret-1";
    private ScepHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await ScepHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Clients_BeforeTheFirst_AreNull()
    {
        Assert.Equal("null", (await _host.Viewer.GetAsync("/api/client")).Body);
        Assert.Equal("null", (await _host.Viewer.GetAsync("/api/client/none")).Body);
        Assert.Equal("null", (await _host.Viewer.GetAsync("/api/cert/list/none")).Body);
    }

    [Fact]
    public async Task Client_Added_IsInactiveWithItsAttributes()
    {
        await _host.Admin.AddAsync(
            "edge-1",
            new
            {
                site = "Köln",
                ports = "20000-20100",
                nested = new { a = 1 },
            }
        );

        var all = await _host.Viewer.GetAsync("/api/client");
        Assert.Equal("""[{"uid":"edge-1","status":"INACTIVE","attributes":{"site":"Köln","ports":"20000-20100","nested":{"a":1}}}]""", all.Body);
        Assert.Equal("application/json", all.MediaType);
    }

    [Theory]
    [InlineData("""{"attributes":{}}""", "UID is required")]
    [InlineData("""{"uid":""}""", "UID is required")]
    [InlineData("""{"uid":"a\\b"}""", "UID contains backslash")]
    public async Task Client_AddedWithABadUid_Is400(string body, string message)
    {
        var answer = await _host.Admin.SendAsync(HttpMethod.Post, "/admin/api/client/add", Json(body));
        Assert.Equal((400, message), (answer.Status, answer.Message));
    }

    [Fact]
    public async Task Client_AddedTwice_Is400AndUnchanged()
    {
        await _host.Admin.AddAsync("edge-1", new { a = "1" });
        Assert.Equal(400, (await _host.Admin.PostAsync("/admin/api/client/add", new { uid = "edge-1" })).Status);
        Assert.Equal("1", (await _host.Viewer.GetAsync("/api/client/edge-1")).Json.GetProperty("attributes").GetProperty("a").GetString());
    }

    [Fact]
    public async Task Client_Updated_HasItsNewAttributes()
    {
        await _host.Admin.AddAsync("edge-1", new { a = "1" });
        Assert.Equal(200, (await _host.Admin.PutAsync("/admin/api/client/update", new { uid = "edge-1", attributes = new { b = "2" } })).Status);
        Assert.Equal("""{"b":"2"}""", (await _host.Viewer.GetAsync("/api/client/edge-1")).Json.GetProperty("attributes").GetRawText());
        Assert.Equal(404, (await _host.Admin.PutAsync("/admin/api/client/update", new { uid = "none" })).Status);
    }

    [Fact]
    public async Task Client_Revoked_AnswersByItsState()
    {
        Assert.Equal(404, (await _host.Admin.RevokeAsync("none")).Status);
        await _host.Admin.AddAsync("edge-1");
        Assert.Equal(400, (await _host.Admin.RevokeAsync("edge-1")).Status);
        await _host.Admin.CreateSecretAsync("edge-1", Secret);
        Assert.Equal(200, (await _host.Admin.RevokeAsync("edge-1")).Status);
        Assert.Equal("INACTIVE", await _host.Viewer.StatusAsync("edge-1"));
    }

    [Fact]
    public async Task States_OfAClientsLife_FollowEachOther()
    {
        await _host.Admin.AddAsync("edge-1");
        Assert.Equal("INACTIVE", await _host.Viewer.StatusAsync("edge-1"));
        Assert.Equal(201, (await _host.Admin.CreateSecretAsync("edge-1", Secret)).Status);
        Assert.Equal("ISSUABLE", await _host.Viewer.StatusAsync("edge-1"));
        using var first = await _host.Anonymous.EnrolAsync("edge-1", $"edge-1\\{Secret}");
        Assert.Equal("ISSUED", await _host.Viewer.StatusAsync("edge-1"));
        Assert.Equal(500, (await _host.Admin.CreateSecretAsync("edge-1", "second-secret")).Status);
        Assert.Equal(201, (await _host.Admin.CreateSecretAsync("edge-1", "second-secret", pending: "24h")).Status);
        Assert.Equal("UPDATABLE", await _host.Viewer.StatusAsync("edge-1"));
        using var second = await _host.Anonymous.EnrolAsync("edge-1", "edge-1\\second-secret");
        Assert.Equal("PENDING", await _host.Viewer.StatusAsync("edge-1"));
        Assert.Equal(200, (await _host.Anonymous.VerifyAsync(first)).Status);
        Assert.Equal(200, (await _host.Anonymous.VerifyAsync(second)).Status);
        Assert.Equal(200, (await _host.Admin.RevokeAsync("edge-1")).Status);
        Assert.Equal("INACTIVE", await _host.Viewer.StatusAsync("edge-1"));
        Assert.Equal("Certificate is revoked", (await _host.Anonymous.VerifyAsync(first)).Message);
        Assert.Equal("Certificate is revoked", (await _host.Anonymous.VerifyAsync(second)).Message);
    }

    [Fact]
    public async Task Secret_Made_IsDescribedButNotShown()
    {
        await _host.Admin.AddWithSecretAsync("edge-1", Secret);

        var answer = await _host.Admin.GetAsync("/admin/api/secret/get/edge-1");
        Assert.Equal(
            ("", "ACTIVATE", ""),
            (answer.Json.GetProperty("secret").GetString(), answer.Json.GetProperty("type").GetString(), answer.Json.GetProperty("pending_period").GetString())
        );
        Assert.InRange(answer.Json.GetProperty("delete_at").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddMinutes(55), DateTimeOffset.UtcNow.AddMinutes(61));
        Assert.Equal(500, (await _host.Admin.GetAsync("/admin/api/secret/get/none")).Status);
    }

    [Theory]
    [InlineData("none", Secret, "1h", "Target not found")]
    [InlineData("edge-1", "a\\b-and-more", "1h", "Target contains backslash")]
    [InlineData("edge-1", "short", "1h", "secret must have 8 to 128 characters")]
    [InlineData("edge-1", Secret, "tomorrow", "available_period must be a duration")]
    [InlineData("edge-1", Secret, "-1h", "available_period must be a duration")]
    [InlineData("edge-1", Secret, "100000h", "available_period must be a duration")]
    public async Task Secret_Bad_Is500WithItsReasonAndNoChange(string uid, string secret, string available, string reason)
    {
        await _host.Admin.AddAsync("edge-1");
        var answer = await _host.Admin.CreateSecretAsync(uid, secret, available);
        Assert.Equal((500, "text/plain"), (answer.Status, answer.MediaType));
        Assert.StartsWith(reason, answer.Body, StringComparison.Ordinal);
        Assert.Equal("INACTIVE", await _host.Viewer.StatusAsync("edge-1"));
    }

    [Fact]
    public async Task Certificates_Listed_AreAsTheOriginalListsThem()
    {
        await _host.Admin.AddWithSecretAsync("edge-1", Secret);
        using var certificate = await _host.Anonymous.EnrolAsync("edge-1", $"edge-1\\{Secret}");

        var one = (await _host.Viewer.GetAsync("/api/cert/list/edge-1")).Json.EnumerateArray().Single();
        Assert.Equal((1, "edge-1", "V"), (one.GetProperty("id").GetInt32(), one.GetProperty("cn").GetString(), one.GetProperty("status").GetString()));
        Assert.Equal(certificate.RawData, X509Certificate2.CreateFromPem(one.GetProperty("cert_data").GetString()).RawData);
        Assert.Equal(
            System.Numerics.BigInteger.Parse($"0{certificate.SerialNumber}", System.Globalization.NumberStyles.HexNumber, null).ToString(),
            one.GetProperty("serial").GetRawText()
        );
        Assert.StartsWith("0001-01-01T00:00:00", one.GetProperty("revocation_date").GetString(), StringComparison.Ordinal);
        Assert.Equal(certificate.NotAfter.ToUniversalTime(), one.GetProperty("valid_till").GetDateTimeOffset().UtcDateTime);
    }

    [Fact]
    public async Task Verify_Header_AnswersAsTheOriginal()
    {
        Assert.Equal((500, "No Certificate"), await VerifyAsync());
        Assert.Equal((500, "Decode header failed"), await VerifyAsync("%zz"));
        Assert.Equal((500, "Parse Certificate failed"), await VerifyAsync("garbage"));
        Assert.Equal((500, "Parse Certificate failed"), await VerifyAsync("-----BEGIN%20CERTIFICATE-----%0AAAAA%0A-----END%20CERTIFICATE-----"));
        using var foreign = new TestSupport.TestCertificates();
        using var stranger = foreign.Client("edge-1");
        var failed = await _host.Anonymous.VerifyAsync(stranger);
        Assert.Equal((401, "Failed to verify certificate"), (failed.Status, failed.Message));
        Assert.Contains("BEGIN CERTIFICATE", failed.Json.GetProperty("cacert").GetString(), StringComparison.Ordinal);
        using var old = foreign.Client("edge-1", expiresIn: TimeSpan.FromDays(-1));
        var expired = await _host.Anonymous.VerifyAsync(old);
        Assert.Equal((401, "Certificate is expired"), (expired.Status, expired.Message));
        Assert.All(["notBefore", "notAfter", "Date"], name => Assert.NotEmpty(expired.Json.GetProperty(name).GetString()!));

        async Task<(int, string?)> VerifyAsync(params string[] values)
        {
            var answer = await _host.Anonymous.SendAsync(HttpMethod.Get, "/api/cert/verify", null, [.. values.Select(v => (PercentEncodedPem.Header, v))]);
            return (answer.Status, answer.Message);
        }
    }

    [Fact]
    public async Task Verify_OfTheAuthorityButNotIssuedHere_IsRefused()
    {
        using var authority = Pki.Authority.CertificateAuthority.Load(_host.Addresses.AuthorityFile, Path.Combine(_host.Directory, "ca.key"));
        using var unknown = authority.IssueClient("nobody");
        var answer = await _host.Anonymous.VerifyAsync(unknown);
        Assert.Equal((401, "User Not Found", "nobody"), (answer.Status, answer.Message, answer.Json.GetProperty("user").GetString()));
        await _host.Admin.AddAsync("nobody");
        Assert.Equal((401, "Certificate is not recorded"), await MessageAsync(_host.Anonymous.VerifyAsync(unknown)));
    }

    [Fact]
    public async Task Verify_OfAnotherCertificateWithARecordedSerial_IsRefused()
    {
        await _host.Admin.AddWithSecretAsync("edge-1", "first-secret-1");
        using var recorded = await _host.Anonymous.EnrolAsync("edge-1", "edge-1\\first-secret-1");
        using var authority = Pki.Authority.CertificateAuthority.Load(_host.Addresses.AuthorityFile, Path.Combine(_host.Directory, "ca.key"));
        using var key = RSA.Create(2048);
        using var twin = new CertificateRequest("CN=edge-1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).Create(
            authority.Certificate,
            recorded.NotBefore,
            recorded.NotAfter,
            recorded.SerialNumberBytes.Span
        );
        Assert.Equal((401, "Certificate is not recorded"), await MessageAsync(_host.Anonymous.VerifyAsync(twin)));
        Assert.Equal(200, (await _host.Anonymous.VerifyAsync(recorded)).Status);
    }

    [Fact]
    public async Task CertificateAdd_OfAClientWithASecret_IsRecorded()
    {
        using var authority = Pki.Authority.CertificateAuthority.Load(_host.Addresses.AuthorityFile, Path.Combine(_host.Directory, "ca.key"));
        using var foreign = new TestSupport.TestCertificates();
        using var certificate = authority.IssueClient("edge-1");
        using var stranger = foreign.Client("edge-1");
        Assert.Equal((500, "No certificate data"), await AddAsync(""));
        Assert.Equal((500, "Failed to parse certificate"), await AddAsync("no PEM at all"));
        Assert.Equal((500, "Client not found"), await AddAsync(PercentEncodedPem.Encode(certificate)));
        await _host.Admin.AddAsync("edge-1");
        Assert.Equal((500, "Client is not in ISSUABLE or UPDATABLE state"), await AddAsync(PercentEncodedPem.Encode(certificate)));
        Assert.Equal((401, "Failed to verify certificate"), await AddAsync(PercentEncodedPem.Encode(stranger)));
        await _host.Admin.CreateSecretAsync("edge-1", Secret);
        Assert.Equal(200, (await _host.Admin.PostAsync("/admin/api/cert/add", new { cert_pem = PercentEncodedPem.Encode(certificate) })).Status);
        Assert.Equal("ISSUED", await _host.Viewer.StatusAsync("edge-1"));
        Assert.Equal(200, (await _host.Anonymous.VerifyAsync(certificate)).Status);

        Task<(int, string?)> AddAsync(string pem) => MessageAsync(_host.Admin.PostAsync("/admin/api/cert/add", new { cert_pem = pem }));
    }

    [Fact]
    public async Task Pkcs12_ForASecret_HoldsKeyAndCertificateOnce()
    {
        await _host.Admin.AddWithSecretAsync("edge-1", Secret);
        Assert.Equal((500, "password is required"), await MessageAsync(_host.Anonymous.PostAsync("/api/cert/pkcs12", new { uid = "edge-1", secret = Secret })));
        Assert.Equal(
            (401, "Failed to create certificate"),
            await MessageAsync(
                _host.Anonymous.PostAsync(
                    "/api/cert/pkcs12",
                    new
                    {
                        uid = "edge-1",
                        secret = "wrong",
                        password = "pw",
                    }
                )
            )
        );
        Assert.Equal(
            (401, "Failed to create certificate"),
            await MessageAsync(
                _host.Anonymous.PostAsync(
                    "/api/cert/pkcs12",
                    new
                    {
                        uid = "a/b",
                        secret = "wrong",
                        password = "pw",
                    }
                )
            )
        );

        var answer = await _host.Anonymous.PostAsync(
            "/api/cert/pkcs12",
            new
            {
                uid = "edge-1",
                secret = Secret,
                password = "pw",
            }
        );

        Assert.Equal((200, "application/octet-stream"), (answer.Status, answer.MediaType));
        var all = X509CertificateLoader.LoadPkcs12Collection(answer.Bytes, "pw");
        var leaf = all.Single(c => c.HasPrivateKey);
        Assert.Equal(2, all.Count);
        Assert.Equal(200, (await _host.Anonymous.VerifyAsync(leaf)).Status);
        Assert.Equal(
            401,
            (
                await _host.Anonymous.PostAsync(
                    "/api/cert/pkcs12",
                    new
                    {
                        uid = "edge-1",
                        secret = Secret,
                        password = "pw",
                    }
                )
            ).Status
        );
    }

    [Fact]
    public async Task Files_OfTheDownloadFolder_AreListedAndServed_AndNothingElse()
    {
        var folder = Path.Combine(_host.Directory, "download");
        Assert.Equal(404, (await _host.Viewer.GetAsync("/api/files/")).Status);
        Directory.CreateDirectory(Path.Combine(folder, "sub"));
        await File.WriteAllTextAsync(Path.Combine(folder, "sub", "setup.txt"), "hello", TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(Path.Combine(folder, "link"), _host.Directory);

        var top = (await _host.Viewer.GetAsync("/api/files/")).Json.EnumerateArray().Single(f => f.GetProperty("name").GetString() == "sub");
        Assert.True(top.GetProperty("is_dir").GetBoolean());
        Assert.True((top.GetProperty("mode").GetUInt32() & 1u << 31) != 0);
        var file = (await _host.Viewer.GetAsync("/api/files/sub")).Json.EnumerateArray().Single();
        Assert.Equal(("setup.txt", 5), (file.GetProperty("name").GetString(), file.GetProperty("size").GetInt32()));
        Assert.Equal("hello", (await _host.Viewer.GetAsync("/api/download/sub/setup.txt")).Body);
        foreach (
            var path in (string[])
                [
                    "sub/none",
                    "..%2fca.key",
                    "%2e%2e/ca.key",
                    "sub/..%2f..%2fca.key",
                    "link/ca.key",
                    "sub",
                    "..%5cca.key",
                    "%00",
                    "a%00b",
                    "//etc/passwd",
                    "%2fetc%2fpasswd",
                ]
        )
            Assert.True((await _host.Viewer.GetAsync($"/api/download/{path}")).Status is 400 or 403 or 404, path);
        foreach (var path in (string[])["link", "..%2f", "%2e%2e", "%2fetc"])
            Assert.True((await _host.Viewer.GetAsync($"/api/files/{path}")).Status is 400 or 403 or 404, path);
    }

    [Fact]
    public async Task Scep_Questions_AreAnsweredAsTheRfcSays()
    {
        var capabilities = await _host.Anonymous.GetAsync("/scep?operation=GetCACaps");
        Assert.Equal("text/plain", capabilities.MediaType);
        Assert.All(["AES", "POSTPKIOperation", "Renewal", "SHA-256", "SCEPStandard"], c => Assert.Contains(c, capabilities.Body.Split('\n')));
        Assert.DoesNotContain("DES3", capabilities.Body, StringComparison.Ordinal);
        var authority = await _host.Anonymous.GetAsync("/scep?operation=GetCACert");
        Assert.Equal("application/x-x509-ca-cert", authority.MediaType);
        Assert.Equal(
            X509CertificateLoader.LoadCertificate(authority.Bytes).RawData,
            X509CertificateLoader.LoadCertificateFromFile(_host.Addresses.AuthorityFile).RawData
        );
        var list = await _host.Anonymous.GetAsync("/scep?operation=GetCRL");
        Assert.Equal((200, "application/pkix-crl"), (list.Status, list.MediaType));
        Assert.Equal(list.Bytes, (await _host.Anonymous.GetAsync("/crl")).Bytes);
        Assert.Equal("pong", (await _host.Anonymous.GetAsync("/admin/api/ping")).Body);
        Assert.Equal(200, (await _host.Anonymous.GetAsync("/health/ready")).Status);
    }

    [Fact]
    public async Task OpenApi_Document_HasEveryRoute()
    {
        var paths = (await _host.Viewer.GetAsync("/openapi/v1.json")).Json.GetProperty("paths").EnumerateObject().Select(p => p.Name).ToArray();
        Assert.All(
            [
                "/scep",
                "/crl",
                "/api/cert/verify",
                "/api/cert/pkcs12",
                "/api/cert/list/{cn}",
                "/api/client",
                "/api/client/{cn}",
                "/api/files/{path}",
                "/api/download/{path}",
                "/api/watch",
                "/admin/api/ping",
                "/admin/api/client/add",
                "/admin/api/client/update",
                "/admin/api/client/revoke",
                "/admin/api/secret/create",
                "/admin/api/secret/get/{cn}",
                "/admin/api/cert/add",
            ],
            path => Assert.Contains(path, paths)
        );
    }

    private static async Task<(int, string?)> MessageAsync(Task<ApiAnswer> answering)
    {
        var answer = await answering;
        return (answer.Status, answer.Message);
    }

    private static StringContent Json(string text) => new(text, System.Text.Encoding.UTF8, "application/json");
}
