using System.Net.Sockets;
using System.Text;
using SocketWarp.Protocol;
using SocketWarp.ScepServer.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.ScepServer.Tests.Legacy;

/// <summary>No input crashes it: every answer is a refusal, and the next request is served.</summary>
public sealed class BadInputTests(BadInputTests.SharedHost shared) : IClassFixture<BadInputTests.SharedHost>, IAsyncDisposable
{
    private readonly ScepHost _host = shared.Host;

    public static TheoryData<string, string, string> Bodies
    {
        get
        {
            string[] routes =
            [
                "POST /admin/api/client/add",
                "PUT /admin/api/client/update",
                "POST /admin/api/client/revoke",
                "POST /admin/api/secret/create",
                "POST /admin/api/cert/add",
                "POST /api/cert/pkcs12",
                "POST /api/v1/clients",
                "PATCH /api/v1/clients/edge-1",
                "POST /api/v1/clients/edge-1/secret",
            ];
            string[] bodies =
            [
                "",
                "{",
                "null",
                "[]",
                "\"text\"",
                "{\"uid\":7}",
                "{\"attributes\":[]}",
                "{\"uid\":\"a\",\"uid\":\"b\"}",
                "\u0000",
                "{\"uid\":\"\\ud800\"}",
                "{\"uid\":null,\"secret\":null,\"target\":null,\"cert_pem\":null}",
                "{\"cert_pem\":\"%00%ff%zz\"}",
                "{\"target\":\"a\",\"secret\":\"12345678\",\"available_period\":\"" + new string('9', 400) + "h\"}",
            ];
            var data = new TheoryData<string, string, string>();
            foreach (var route in routes.Select(r => r.Split(' ')))
            {
                foreach (var body in bodies)
                    data.Add(route[0], route[1], body);
            }

            return data;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Equal("pong", (await _host.Anonymous.GetAsync("/admin/api/ping")).Body);
        Assert.DoesNotContain(_host.Log.All, l => l.StartsWith("Error", StringComparison.Ordinal) || l.StartsWith("Critical", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Body_Bad_IsRefusedWithAReason(string method, string path, string body)
    {
        var answer = await _host.Admin.SendAsync(new HttpMethod(method), path, new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.InRange(answer.Status, 400, 500);
        Assert.NotEmpty(answer.Body);
        Assert.DoesNotContain("the request failed", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "/admin/api/client/add")]
    [InlineData("POST", "/admin/api/secret/create")]
    [InlineData("POST", "/api/cert/pkcs12")]
    [InlineData("PATCH", "/api/v1/clients/edge-1")]
    public async Task ContentType_OtherThanJson_Is415(string method, string path) =>
        Assert.Equal(415, (await _host.Admin.SendAsync(new HttpMethod(method), path, new StringContent("{}", null, "text/html"))).Status);

    [Theory]
    [InlineData("/scep?operation=PKIOperation")]
    [InlineData("/admin/api/client/add")]
    [InlineData("/api/cert/pkcs12")]
    public async Task Body_Of3MiB_Is413(string path) =>
        Assert.Equal(413, (await _host.Admin.SendAsync(HttpMethod.Post, path, new ByteArrayContent(new byte[3 * 1024 * 1024]))).Status);

    [Theory]
    [InlineData("GET", "/scep")]
    [InlineData("GET", "/scep?operation=Nothing")]
    [InlineData("GET", "/scep?operation=PKIOperation")]
    [InlineData("GET", "/scep?operation=PKIOperation&message=%%%")]
    [InlineData("GET", "/scep?operation=PKIOperation&message=no+base64!")]
    [InlineData("GET", "/scep?operation=PKIOperation&message=AAAA")]
    [InlineData("GET", "/scep?operation=PKIOperation&message=AAAA&message=BBBB")]
    [InlineData("POST", "/scep")]
    [InlineData("POST", "/scep?operation=GetCACert")]
    [InlineData("POST", "/scep?operation=PKIOperation")]
    public async Task Scep_Unreadable_Is400(string method, string path) =>
        Assert.Equal(400, (await _host.Anonymous.SendAsync(new HttpMethod(method), path, method == "POST" ? new ByteArrayContent([1, 2, 3]) : null)).Status);

    [Fact]
    public async Task Scep_RandomMessages_Are400()
    {
        var random = new Random(1);
        for (var i = 0; i < 100; i++)
        {
            var bytes = new byte[random.Next(0, 3000)];
            random.NextBytes(bytes);
            if (bytes.Length > 4)
                (bytes[0], bytes[1]) = (0x30, 0x82);
            Assert.Equal(400, (await _host.Anonymous.SendAsync(HttpMethod.Post, "/scep?operation=PKIOperation", new ByteArrayContent(bytes))).Status);
        }
    }

    [Fact]
    public async Task Uids_OfAnyCharacters_AreRefusedOrKept()
    {
        await using var host = await ScepHost.StartAsync();
        foreach (var uid in (string[])["a b", "a/b", "..", "a\nb", "a\u202eb", new string('x', 65), "a|b"])
            Assert.Equal(400, (await host.Admin.PostAsync("/admin/api/client/add", new { uid })).Status);
        await host.Admin.AddAsync("Köln-ü%25");
        Assert.Equal("INACTIVE", await host.Viewer.StatusAsync(Uri.EscapeDataString("Köln-ü%25")));
    }

    [Theory]
    [InlineData("POST", "/admin/api/client/add", "edge-2")]
    [InlineData("PUT", "/admin/api/client/update", "edge-1")]
    [InlineData("POST", "/api/v1/clients", "edge-2")]
    [InlineData("PATCH", "/api/v1/clients/edge-1", null)]
    public async Task Attributes_ThatCannotBeKept_AreRefused(string method, string path, string? uid)
    {
        foreach (var value in (string[])["[\"\\ud800\"]", new string('[', 40) + new string(']', 40), $"\"{new string('x', 20_000)}\""])
        {
            var body = $"{{{(uid is null ? "" : $"\"uid\":\"{uid}\",")}\"attributes\":{{\"a\":{value}}}}}";
            var answer = await _host.Admin.SendAsync(new HttpMethod(method), path, new StringContent(body, Encoding.UTF8, "application/json"));
            Assert.InRange(answer.Status, 400, 422);
            Assert.Contains("attributes have more than 16384 bytes, more than 32 levels, or half a surrogate pair", answer.Body, StringComparison.Ordinal);
        }

        Assert.Equal("""[{"uid":"edge-1","status":"INACTIVE","attributes":{}}]""", (await _host.Viewer.GetAsync("/api/v1/clients")).Body);
    }

    [Fact]
    public async Task Verify_HeaderTooLong_IsRefused()
    {
        Assert.Equal(
            500,
            (await _host.Anonymous.SendAsync(HttpMethod.Get, "/api/cert/verify", null, (PercentEncodedPem.Header, new string('A', 60_000)))).Status
        );
        Assert.Equal(
            431,
            (await _host.Anonymous.SendAsync(HttpMethod.Get, "/api/cert/verify", null, (PercentEncodedPem.Header, new string('A', 70_000)))).Status
        );
    }

    [Fact]
    public async Task Connection_WithGarbage_HarmsNoOther()
    {
        using var socket = await TestSockets.ConnectAsync(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, _host.Addresses.Http!.Port));
        await socket.SendAsync("\x16\x03\x01 no HTTP at all\r\n\r\n");
        Assert.Contains("400", Encoding.ASCII.GetString(await ReadAsync(socket)), StringComparison.Ordinal);
    }

    private static async Task<byte[]> ReadAsync(Socket socket)
    {
        var buffer = new byte[4096];
        return buffer[..await socket.ReceiveAsync(buffer.AsMemory()).InTime()];
    }

    /// <summary>None of these tests may change a server, so they share one.</summary>
    public sealed class SharedHost : IAsyncLifetime
    {
        internal ScepHost Host { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Host = await ScepHost.StartAsync();
            await Host.Admin.AddAsync("edge-1");
        }

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }
}
