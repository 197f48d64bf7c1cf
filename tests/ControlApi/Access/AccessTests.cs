using Grpc.Core;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SocketWarp.ControlApi.Tests.Support;
using SocketWarp.Protocol.Rest;
using SocketWarp.TestSupport;
using SocketWarp.Web.Access;

namespace SocketWarp.ControlApi.Tests.Access;

public sealed class AccessTests
{
    private static readonly object Wish = new
    {
        port = 9000,
        uid = "u",
        target = "t:1",
    };

    public static TheoryData<string, string> Reads =>
        new()
        {
            { "GET", RestRoutes.Assignments },
            { "GET", RestRoutes.Assignments + "/x" },
            { "GET", RestRoutes.Connectors },
            { "GET", RestRoutes.Gateways },
            { "GET", RestRoutes.Health },
            { "GET", RestRoutes.OpenApi },
            { "GET", RestRoutes.LegacyList },
        };

    public static TheoryData<string, string> Writes =>
        new()
        {
            { "POST", RestRoutes.Assignments },
            { "PUT", RestRoutes.Assignments },
            { "PUT", RestRoutes.Assignments + "/x" },
            { "DELETE", RestRoutes.Assignments + "/x" },
            { "POST", RestRoutes.LegacyOpen },
            { "DELETE", RestRoutes.LegacyClose },
            { "GET", RestRoutes.Backup },
            { "PUT", RestRoutes.Restore },
        };

    [Theory]
    [MemberData(nameof(Reads))]
    [MemberData(nameof(Writes))]
    public async Task Route_WithoutToken_Is401(string method, string path)
    {
        await using var host = await ControlApiHost.StartAsync();
        using var anonymous = host.Client(null);

        var answer = await anonymous.SendAsync(new HttpMethod(method), path, ApiClient.Text("{}"));

        Assert.Equal(401, answer.Status);
        Assert.Equal("Bearer", answer.WwwAuthenticate);
        Assert.Contains("Authorization: Bearer TOKEN", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Write_WithTheViewersToken_Is403(string method, string path)
    {
        await using var host = await ControlApiHost.StartAsync();
        using var viewer = host.Client(host.ViewerToken);

        var answer = await viewer.SendAsync(new HttpMethod(method), path, ApiClient.Text("""{"port":1,"uid":"u","target":"t:1"}"""));

        Assert.Equal(403, answer.Status);
        Assert.Contains("viewer", answer.Body, StringComparison.Ordinal);
        Assert.Empty(await host.Admin.ListAsync());
    }

    [Theory]
    [MemberData(nameof(Reads))]
    public async Task Read_WithTheViewersToken_IsAllowed(string method, string path)
    {
        await using var host = await ControlApiHost.StartAsync();
        using var viewer = host.Client(host.ViewerToken);

        var answer = await viewer.SendAsync(new HttpMethod(method), path, null);

        Assert.Equal(path.EndsWith("/x", StringComparison.Ordinal) ? 404 : 200, answer.Status);
    }

    [Theory]
    [MemberData(nameof(Reads))]
    [MemberData(nameof(Writes))]
    public async Task Route_WithTheGatewaysToken_Is403(string method, string path)
    {
        await using var host = await ControlApiHost.StartAsync();
        using var gateway = host.Client(host.GatewayToken);

        Assert.Equal(403, (await gateway.SendAsync(new HttpMethod(method), path, ApiClient.Text("{}"))).Status);
    }

    [Fact]
    public async Task Token_Unknown_Is401EvenWhereAnonymousCallersMayRead()
    {
        await using var host = await ControlApiHost.StartAsync(("Api:AllowAnonymous", "viewer"));
        using var client = host.Client("sw_admin_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");

        var answer = await client.GetAsync(RestRoutes.Assignments);

        Assert.Equal(401, answer.Status);
        Assert.Contains("the token is unknown", answer.Problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Anonymous_AllowedAsViewer_MayReadAndNotWrite()
    {
        await using var host = await ControlApiHost.StartAsync(("Api:AllowAnonymous", "viewer"));
        using var anonymous = host.Client(null);

        Assert.Equal(200, (await anonymous.GetAsync(RestRoutes.LegacyList)).Status);
        Assert.Equal(403, (await anonymous.PutAsync(Wish)).Status);
    }

    [Fact]
    public async Task Anonymous_AllowedAsAdmin_MayWriteAndNotAttach()
    {
        await using var host = await ControlApiHost.StartAsync(("Api:AllowAnonymous", "admin"));
        using var anonymous = host.Client(null);

        Assert.Equal(201, (await anonymous.PutAsync(Wish)).Status);
        await using var gateway = await FakeGateway.AttachAsync(host.Channel(null));
        Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(gateway.ReadOrEndAsync)).StatusCode);
    }

    [Fact]
    public async Task Health_LiveAndReady_NeedNoToken()
    {
        await using var host = await ControlApiHost.StartAsync();
        using var anonymous = host.Client(null);

        Assert.Equal((200, "Healthy"), ((await anonymous.GetAsync("/health/live")).Status, (await anonymous.GetAsync("/health/ready")).Body));
    }

    [Fact]
    public async Task Routes_All_AreNamedInTheseTestsOrOpenOnPurpose()
    {
        await using var host = await ControlApiHost.StartAsync();
        var routes = host
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<IHttpMethodMetadata>() is not null && e.DisplayName?.StartsWith("gRPC", StringComparison.Ordinal) != true)
            .SelectMany(e => e.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Select(m => $"{m} {Plain(e.RoutePattern.RawText!)}"))
            .ToHashSet();

        var known = Reads.Concat(Writes).Select(r => $"{r.Data.Item1} {r.Data.Item2}").Concat(["GET /health/live", "GET /health/ready"]);
        Assert.Empty(routes.Except(known));

        static string Plain(string pattern) =>
            "/" + pattern.Replace("{id}", "x", StringComparison.Ordinal).Replace("{documentName}", "v1", StringComparison.Ordinal).Trim('/');
    }

    [Fact]
    public async Task Tokens_OnDisk_AreHashedAndTheirFilesPrivate()
    {
        using var directory = new TestDirectory();
        await using var host = await ControlApiHost.StartInAsync(directory.Path);

        var stored = await File.ReadAllTextAsync(directory.File(ApiTokens.FileName), TestContext.Current.CancellationToken);
        foreach (var token in new[] { host.AdminToken, host.ViewerToken, host.GatewayToken })
            Assert.DoesNotContain(token, stored, StringComparison.Ordinal);
        if (OperatingSystem.IsWindows())
            return;
        foreach (var file in Directory.GetFiles(directory.Path, "*.token"))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task Tokens_AfterARestart_AreTheSame()
    {
        using var directory = new TestDirectory();
        string token;
        await using (var host = await ControlApiHost.StartInAsync(directory.Path))
            token = host.AdminToken;
        File.Delete(directory.File("admin.token"));
        await File.WriteAllTextAsync(directory.File("admin.token"), "not read any more", TestContext.Current.CancellationToken);

        await using var restarted = await ControlApiHost.StartInAsync(directory.Path);
        using var client = restarted.Client(token);
        Assert.Equal(200, (await client.GetAsync(RestRoutes.Assignments)).Status);
    }
}
