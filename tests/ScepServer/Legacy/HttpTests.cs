using System.Net;
using System.Security.Cryptography;
using SocketWarp.ScepServer.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.ScepServer.Tests.Legacy;

/// <summary>What holds of every listener and route of the service.</summary>
public sealed class HttpTests
{
    private const int Room = 8;

    [Fact]
    public async Task Listener_FullOfSilentConnections_ServesTheNextCallerAndKeepsWatchers()
    {
        await using var host = await ScepHost.StartAsync(("Scep:MaxConnections", $"{Room}"), ("Scep:HeaderTimeout", "5m"));
        await using var watcher = await Watcher.OpenAsync(host.Gateway);
        using var silent = await SilentClients.ConnectAsync(host.Addresses.Http!, 3 * Room);
        await silent.EndedAsync(2 * Room);

        await host.Admin.AddWithSecretAsync("edge-1", "first-secret-1");

        await watcher.UntilAsync("edge-1");
    }

    [Fact]
    public async Task Address_WithTooManySilentConnections_LosesItsOwnOldest()
    {
        await using var host = await ScepHost.StartAsync(("Scep:MaxConnectionsPerAddress", $"{Room}"), ("Scep:HeaderTimeout", "5m"));
        using var silent = await SilentClients.ConnectAsync(host.Addresses.Http!, Room + 1);

        await silent.EndedAsync(1);

        Assert.Equal(200, (await host.Anonymous.GetAsync("/health/live")).Status);
        await host.Log.WaitAsync($"127.0.0.1 has {Room} connections without a token, as many as one address may have (setting Scep:MaxConnectionsPerAddress)");
    }

    [Fact]
    public async Task Connection_WithoutARequest_EndsAfterHeaderTimeout()
    {
        await using var host = await ScepHost.StartAsync(("Scep:HeaderTimeout", "500ms"));
        using var silent = await SilentClients.ConnectAsync(host.Addresses.Http!, 1);

        await silent.EndedAsync(1);
    }

    [Fact]
    public async Task Answer_Unread_EndsTheConnectionAfterSendTimeout()
    {
        await using var host = await ScepHost.StartAsync(("Scep:SendTimeout", "500ms"), ("Scep:IdleTimeout", "5m"));
        var folder = Directory.CreateDirectory(Path.Combine(host.Directory, "download")).FullName;
        // More than both systems keep for a client that does not read.
        await using (var file = File.Create(Path.Combine(folder, "large")))
            file.SetLength(64 * 1024 * 1024);
        using var socket = await TestSockets.ConnectAsync(new IPEndPoint(IPAddress.Loopback, host.Addresses.Http!.Port));
        var token = File.ReadAllText(host.Addresses.ViewerTokenFile).Trim();

        await socket.SendAsync($"GET /api/download/large HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\n\r\n");

        await host.Log.WaitAsync("A connection of 127.0.0.1 was ended: what was sent to it was not read in time");
    }

    [Theory]
    [InlineData("/health/live", 200)]
    [InlineData("/health/ready", 200)]
    [InlineData("/scep?operation=GetCACaps", 200)]
    [InlineData("/scep?operation=GetCACert", 200)]
    [InlineData("/scep", 400)]
    [InlineData("/crl", 200)]
    public async Task Head_OfAnyPath_AnswersAsGetWithoutABody(string path, int status)
    {
        await using var host = await ScepHost.StartAsync();

        var get = await host.Anonymous.GetAsync(path);
        var head = await host.Anonymous.SendAsync(HttpMethod.Head, path, null);

        Assert.Equal((status, get.MediaType), (head.Status, head.MediaType));
        Assert.NotEmpty(get.Bytes);
        Assert.Empty(head.Bytes);
    }

    [Fact]
    public async Task Head_OfTheWatch_Ends()
    {
        await using var host = await ScepHost.StartAsync();

        var answer = await host.Gateway.SendAsync(HttpMethod.Head, "/api/watch", null).InTime();

        Assert.Equal((200, ""), (answer.Status, answer.Body));
        Assert.Equal(200, (await host.Gateway.GetAsync("/health/live")).Status);
    }

    [Theory]
    [InlineData("/cgi-bin/pkiclient.exe")]
    [InlineData("/scep/pkiclient.exe")]
    public async Task Pkiclient_InItsCustomaryPlaces_IsScep(string path)
    {
        await using var host = await ScepHost.StartAsync();
        var expected = (await host.Anonymous.GetAsync("/scep?operation=GetCACert")).Bytes;

        Assert.Equal(expected, (await host.Anonymous.GetAsync($"{path}?operation=GetCACert")).Bytes);
        using var content = new ByteArrayContent([1, 2, 3]);
        var answer = await host.Anonymous.SendAsync(HttpMethod.Post, $"{path}?operation=PKIOperation", content);
        Assert.Equal((await host.Anonymous.GetAsync("/scep?operation=PKIOperation&message=AQID")).Body, answer.Body);
    }

    [Fact]
    public async Task Message_InAnyBase64_IsRead()
    {
        await using var host = await ScepHost.StartAsync();
        // Whatever is not a message is refused by what it holds, not by how it was written; the first two bytes are "+/" in base64.
        byte[] garbage = [0xfb, 0xff, .. RandomNumberGenerator.GetBytes(8)];
        var text = Convert.ToBase64String(garbage);
        var expected = (await AskAsync(text)).Body;
        Assert.DoesNotContain("base64", expected, StringComparison.Ordinal);

        foreach (var other in (string[])[text.TrimEnd('='), text.Replace('+', '-').Replace('/', '_'), text.Replace('+', '-').Replace('/', '_').TrimEnd('=')])
            Assert.Equal(expected, (await AskAsync(other)).Body);
        Assert.Contains("base64", (await AskAsync("a")).Body, StringComparison.Ordinal);

        Task<ApiAnswer> AskAsync(string message) => host.Anonymous.GetAsync($"/scep?operation=PKIOperation&message={Uri.EscapeDataString(message)}");
    }

    [Fact]
    public async Task Document_Linted_HasNothingMissing()
    {
        await using var host = await ScepHost.StartAsync();

        Assert.Equal([], OpenApiLint.Problems((await host.Viewer.GetAsync("/openapi/v1.json")).Body));
    }
}
