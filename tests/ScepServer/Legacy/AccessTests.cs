using SocketWarp.ScepServer.Tests.Support;

namespace SocketWarp.ScepServer.Tests.Legacy;

/// <summary>Who may call what.</summary>
public sealed class AccessTests : IAsyncLifetime
{
    private ScepHost _host = null!;

    public static TheoryData<string, string> OfAdmins =>
        new()
        {
            { "POST", "/admin/api/client/add" },
            { "PUT", "/admin/api/client/update" },
            { "POST", "/admin/api/client/revoke" },
            { "POST", "/admin/api/secret/create" },
            { "GET", "/admin/api/secret/get/edge-1" },
            { "POST", "/admin/api/cert/add" },
            { "POST", "/api/v1/clients" },
            { "PATCH", "/api/v1/clients/edge-1" },
            { "POST", "/api/v1/clients/edge-1/secret" },
            { "POST", "/api/v1/clients/edge-1/revoke" },
            { "GET", "/api/v1/backup" },
            { "PUT", "/api/v1/restore" },
        };

    public static TheoryData<string> OfViewers =>
        [
            "/api/client",
            "/api/client/edge-1",
            "/api/cert/list/edge-1",
            "/api/files/",
            "/api/download/x",
            "/openapi/v1.json",
            "/api/v1/clients",
            "/api/v1/clients/edge-1",
        ];

    public async ValueTask InitializeAsync() => _host = await ScepHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [MemberData(nameof(OfAdmins))]
    public async Task AdminRoute_WithoutAnAdminsToken_IsRefused(string method, string path)
    {
        using var wrong = _host.Client("sw_admin_wrong");
        Assert.Equal(401, (await SendAsync(_host.Anonymous)).Status);
        Assert.Equal(401, (await SendAsync(wrong)).Status);
        Assert.Equal(403, (await SendAsync(_host.Viewer)).Status);
        Assert.Equal(403, (await SendAsync(_host.Gateway)).Status);
        Assert.NotInRange((await SendAsync(_host.Admin)).Status, 401, 403);

        Task<ApiAnswer> SendAsync(ScepApi api) =>
            api.SendAsync(new HttpMethod(method), path, method == "GET" ? null : new StringContent("{}", null, "application/json"));
    }

    [Theory]
    [MemberData(nameof(OfViewers))]
    public async Task ViewerRoute_WithoutAViewersToken_IsRefused(string path)
    {
        Assert.Equal(401, (await _host.Anonymous.GetAsync(path)).Status);
        Assert.Equal(403, (await _host.Gateway.GetAsync(path)).Status);
        Assert.NotInRange((await _host.Viewer.GetAsync(path)).Status, 401, 403);
        Assert.NotInRange((await _host.Admin.GetAsync(path)).Status, 401, 403);
    }

    [Fact]
    public async Task Routes_OfTheDocument_AreEachNamedHereOrOpen()
    {
        string[] open =
        [
            "GET /scep",
            "POST /scep",
            "GET /crl",
            "GET /health/live",
            "GET /health/ready",
            "GET /admin/api/ping",
            "GET /api/cert/verify",
            "POST /api/cert/pkcs12",
            // For gateways and viewers, see below.
            "GET /api/watch",
        ];
        var named = OfAdmins.Select(r => $"{r.Data.Item1} {r.Data.Item2}").Concat(OfViewers.Select(r => $"GET {r.Data}")).Concat(open).ToArray();
        var paths = (await _host.Viewer.GetAsync("/openapi/v1.json")).Json.GetProperty("paths").EnumerateObject();
        var routes = paths.SelectMany(p => p.Value.EnumerateObject().Select(m => $"{m.Name.ToUpperInvariant()} {p.Name}")).ToArray();
        Assert.True(routes.Length > 20, $"{routes.Length} routes");
        Assert.All(routes, route => Assert.Contains(named, n => Matches(n, route)));

        static bool Matches(string request, string route)
        {
            var (asked, parts) = (request.Split('/'), route.TrimEnd('/').Split('/'));
            return asked.Length == parts.Length && asked.Zip(parts).All(p => p.First == p.Second || p.Second[0] == '{');
        }
    }

    [Fact]
    public async Task Watch_IsForGatewaysAndViewers()
    {
        Assert.Equal(401, (await _host.Anonymous.GetAsync("/api/watch")).Status);
        foreach (var api in (ScepApi[])[_host.Gateway, _host.Viewer, _host.Admin])
            await (await Watcher.OpenAsync(api)).DisposeAsync();
    }

    [Fact]
    public async Task Anonymous_WithTheSetting_MayDoWhatItSays()
    {
        await using var open = await ScepHost.StartAsync(("Scep:AllowAnonymous", "admin"));
        await open.Anonymous.AddWithSecretAsync("edge-1", "first-secret-1");
        Assert.Equal("ISSUABLE", await open.Anonymous.StatusAsync("edge-1"));
        Assert.Contains(open.Log.All, l => l.Contains("Scep:AllowAnonymous", StringComparison.Ordinal));
    }
}
