using System.Text;
using System.Text.Json;
using SocketWarp.Pki.Scep.Client;
using SocketWarp.Protocol.Rest;
using SocketWarp.ScepServer.Tests.Support;

namespace SocketWarp.ScepServer.Tests.Rest;

/// <summary><c>/api/v1/clients</c>.</summary>
public sealed class RestTests
{
    private const string Clients = "/api/v1/clients";

    private static readonly ScepClientRequest WithSecret = new() { Uid = "edge-1", Secret = new ScepSecretRequest() };

    [Fact]
    public async Task Client_AddedWithASecret_EnrolsWithItOnce()
    {
        await using var host = await ScepHost.StartAsync();

        var answer = await host.Admin.PostAsync(
            Clients,
            new
            {
                uid = "edge-1",
                attributes = new { site = "Köln" },
                secret = new { lifetime = "30m" },
            }
        );

        Assert.Equal(201, answer.Status);
        var added = JsonSerializer.Deserialize(answer.Body, RestJson.Default.ScepClientView)!;
        Assert.Equal(("edge-1", "ISSUABLE", "Köln"), (added.Uid, added.Status, added.Attributes["site"].GetString()));
        Assert.InRange(added.SecretUntil!.Value, DateTimeOffset.UtcNow.AddMinutes(29), DateTimeOffset.UtcNow.AddMinutes(30));
        var challenge = $"edge-1\\{added.Secret}";
        using var certificate = await host.Anonymous.EnrolAsync("edge-1", challenge);
        await Assert.ThrowsAsync<ScepClientException>(() => host.Anonymous.EnrolAsync("edge-1", challenge));
        var shown = await host.Viewer.Rest.GetClientAsync("edge-1");
        Assert.Equal(("ISSUED", null, certificate.NotAfter.ToUniversalTime()), (shown.Status, shown.Secret, shown.CertificateUntil?.UtcDateTime));
    }

    [Fact]
    public async Task Secret_Replaced_EndsTheOneBefore()
    {
        await using var host = await ScepHost.StartAsync();
        var first = await host.Admin.Rest.AddClientAsync(WithSecret);
        var second = await host.Admin.Rest.MakeSecretAsync("edge-1", new ScepSecretRequest());

        await Assert.ThrowsAsync<ScepClientException>(() => host.Anonymous.EnrolAsync("edge-1", $"edge-1\\{first.Secret}"));
        (await host.Anonymous.EnrolAsync("edge-1", $"edge-1\\{second.Secret}")).Dispose();
        Assert.Equal("ISSUED", await host.Viewer.StatusAsync("edge-1"));
    }

    [Theory]
    [InlineData("0s", "ISSUED", 401)]
    [InlineData("1h", "PENDING", 200)]
    public async Task Secret_OfAClientWithACertificate_LeavesThatOneForTheOverlap(string overlap, string status, int verified)
    {
        await using var host = await ScepHost.StartAsync();
        var first = await host.Admin.Rest.AddClientAsync(WithSecret);
        using var before = await host.Anonymous.EnrolAsync("edge-1", $"edge-1\\{first.Secret}");
        var second = await host.Admin.Rest.MakeSecretAsync("edge-1", new ScepSecretRequest { Overlap = overlap });
        Assert.Equal("UPDATABLE", second.Status);

        (await host.Anonymous.EnrolAsync("edge-1", $"edge-1\\{second.Secret}")).Dispose();

        Assert.Equal(status, await host.Viewer.StatusAsync("edge-1"));
        Assert.Equal(verified, (await host.Anonymous.VerifyAsync(before)).Status);
    }

    [Fact]
    public async Task Secret_Made_IsInNoLogAndNotInTheStore()
    {
        await using var host = await ScepHost.StartAsync();
        var secret = (await host.Admin.Rest.AddClientAsync(WithSecret)).Secret!;

        Assert.DoesNotContain(host.Log.All, l => l.Contains(secret, StringComparison.Ordinal));
        foreach (var file in Directory.GetFiles(host.Directory, "clients.db*"))
        {
            await using var content = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(content, Encoding.Latin1);
            Assert.DoesNotContain(secret, await reader.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Attributes_Changed_OthersStay_AndWatchersAreTold()
    {
        await using var host = await ScepHost.StartAsync();
        await host.Admin.PostAsync(
            Clients,
            new
            {
                uid = "edge-1",
                attributes = new
                {
                    site = "Köln",
                    rack = 4,
                    ports = "1-2",
                    gone = (string?)null,
                    place = new { floor = 1, room = 2 },
                },
            }
        );
        await using var watcher = await Watcher.OpenAsync(host.Gateway);

        var changed = await SendAsync(
            host,
            HttpMethod.Patch,
            $"{Clients}/edge-1",
            """{"attributes":{"rack":null,"site":"Bonn","none":null,"place":{"floor":null},"new":"1"}}"""
        );

        Assert.Equal(
            (200, """{"site":"Bonn","ports":"1-2","place":{"floor":null},"new":"1"}"""),
            (changed.Status, changed.Json.GetProperty("attributes").GetRawText())
        );
        Assert.Equal(changed.Body, (await host.Viewer.GetAsync($"{Clients}/edge-1")).Body);
        await watcher.UntilAsync("edge-1");
    }

    [Fact]
    public async Task Attributes_GrownTooLong_AreAProblemAndChangeNothing()
    {
        await using var host = await ScepHost.StartAsync();
        var half = new string('x', 9_000);
        await host.Admin.PostAsync(Clients, new { uid = "edge-1", attributes = new { a = half } });

        var answer = await SendAsync(host, HttpMethod.Patch, $"{Clients}/edge-1", $$"""{"attributes":{"b":"{{half}}" } }""");

        Assert.Equal((422, "attributes"), (answer.Status, Text(answer, "field")));
        Assert.False((await host.Viewer.GetAsync($"{Clients}/edge-1")).Json.GetProperty("attributes").TryGetProperty("b", out _));
    }

    [Theory]
    [InlineData("POST", Clients, """{"uid":"a/b"}""", 422, "uid")]
    [InlineData("POST", Clients, """{}""", 422, "uid")]
    [InlineData("POST", Clients, """{"uid":"edge-1"}""", 409, "uid")]
    [InlineData("POST", Clients, """{"uid":"edge-2","secret":{"lifetime":"31d"}}""", 422, "lifetime")]
    [InlineData("POST", Clients, """{"uid":"edge-2","secret":{"lifetime":"5"}}""", 422, "lifetime")]
    [InlineData("POST", Clients, """{"uid":"edge-2","colour":"red"}""", 400, "colour")]
    [InlineData("POST", $"{Clients}/edge-1/secret", """{"overlap":"-1h"}""", 422, "overlap")]
    [InlineData("POST", $"{Clients}/none/secret", "{}", 404, "client")]
    [InlineData("POST", $"{Clients}/none/revoke", "", 404, "client")]
    [InlineData("POST", $"{Clients}/edge-1/revoke", "", 409, "uid")]
    [InlineData("PATCH", $"{Clients}/none", """{"attributes":{}}""", 404, "client")]
    [InlineData("PATCH", $"{Clients}/edge-1", "{}", 422, "attributes")]
    [InlineData("PATCH", $"{Clients}/edge-1", """{"uid":"edge-2","attributes":{}}""", 400, "uid")]
    public async Task Request_Wrong_IsAProblemThatNamesTheFieldAndChangesNothing(string method, string path, string body, int status, string field)
    {
        await using var host = await ScepHost.StartAsync();
        await host.Admin.AddAsync("edge-1");

        var answer = await SendAsync(host, HttpMethod.Parse(method), path, body);

        Assert.Equal((status, "application/problem+json", field), (answer.Status, answer.MediaType, Text(answer, "field")));
        Assert.Equal("""[{"uid":"edge-1","status":"INACTIVE","attributes":{}}]""", (await host.Viewer.GetAsync(Clients)).Body);
    }

    [Fact]
    public async Task Client_Added_IsThereAfterARestartWithItsSecret()
    {
        using var directory = new SocketWarp.TestSupport.TestDirectory();
        string secret;
        await using (var host = await ScepHost.StartInAsync(directory.Path))
            secret = (await host.Admin.Rest.AddClientAsync(WithSecret)).Secret!;

        await using var again = await ScepHost.StartInAsync(directory.Path);
        (await again.Anonymous.EnrolAsync("edge-1", $"edge-1\\{secret}")).Dispose();
    }

    [Fact]
    public async Task Repeat_OfARequestWithAKey_GetsTheFirstOutcome_AlsoAfterARestart()
    {
        using var directory = new SocketWarp.TestSupport.TestDirectory();
        const string add = """{"uid":"edge-1"}""";
        const string change = """{"attributes":{"site":"Köln"}}""";
        await using (var host = await ScepHost.StartInAsync(directory.Path))
        {
            Assert.Equal(201, (await SendAsync(host, HttpMethod.Post, Clients, add, "add")).Status);
            Assert.Equal(404, (await SendAsync(host, HttpMethod.Patch, $"{Clients}/edge-2", change, "early")).Status);
            await host.Admin.AddAsync("edge-2");
            await host.Admin.Rest.MakeSecretAsync("edge-1", new ScepSecretRequest());
            Assert.Equal(200, (await SendAsync(host, HttpMethod.Post, $"{Clients}/edge-1/revoke", "", "revoke")).Status);
        }

        await using var again = await ScepHost.StartInAsync(directory.Path);
        var revoked = await again.Admin.Rest.MakeSecretAsync("edge-1", new ScepSecretRequest());

        Assert.Equal(201, (await SendAsync(again, HttpMethod.Post, Clients, add, "add")).Status);
        Assert.Equal(404, (await SendAsync(again, HttpMethod.Patch, $"{Clients}/edge-2", change, "early")).Status);
        Assert.Equal(422, (await SendAsync(again, HttpMethod.Post, Clients, """{"uid":"edge-3"}""", "add")).Status);
        Assert.Equal(200, (await SendAsync(again, HttpMethod.Post, $"{Clients}/edge-1/revoke", "", "revoke")).Status);
        // The repeat did not revoke what was made after the first.
        (await again.Anonymous.EnrolAsync("edge-1", $"edge-1\\{revoked.Secret}")).Dispose();
        Assert.Equal(400, (await SendAsync(again, HttpMethod.Post, Clients, add, "two words")).Status);
    }

    [Theory]
    [InlineData(Clients, """{"uid":"edge-2","secret":{}}""", 201)]
    [InlineData($"{Clients}/edge-1/secret", "{}", 200)]
    public async Task Secret_OfARequestWithAKey_IsInTheFirstAnswerOnly_AndNotInTheStore(string path, string body, int status)
    {
        await using var host = await ScepHost.StartAsync();
        await host.Admin.AddAsync("edge-1");

        var first = await SendAsync(host, HttpMethod.Post, path, body, "key");
        var repeat = await SendAsync(host, HttpMethod.Post, path, body, "key");

        Assert.Equal((status, 409, "urn:socketwarp:problem:secret-not-repeated"), (first.Status, repeat.Status, Text(repeat, "type")));
        var (uid, secret) = (Text(first, "uid")!, Text(first, "secret")!);
        Assert.DoesNotContain(secret, repeat.Body, StringComparison.Ordinal);
        foreach (var file in Directory.GetFiles(host.Directory, "clients.db*"))
        {
            await using var content = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(content, Encoding.Latin1);
            Assert.DoesNotContain(secret, await reader.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        // The repeat made no other secret in its place.
        (await host.Anonymous.EnrolAsync(uid, $"{uid}\\{secret}")).Dispose();
    }

    private static Task<ApiAnswer> SendAsync(ScepHost host, HttpMethod method, string path, string body, string? key = null) =>
        host.Admin.SendAsync(method, path, new StringContent(body, Encoding.UTF8, "application/json"), key is null ? [] : [("Idempotency-Key", key)]);

    private static string? Text(ApiAnswer answer, string member) => answer.Json.GetProperty(member).GetString();
}
