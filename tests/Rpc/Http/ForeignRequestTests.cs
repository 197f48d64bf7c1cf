using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using SocketWarp.Rpc.Tests.Support;

namespace SocketWarp.Rpc.Tests.Http;

/// <summary>What a server of ours makes of requests that no client of ours sends.</summary>
public sealed class ForeignRequestTests
{
    public static TheoryData<string, string?, string> MalformedBodies => new()
    {
        { "", null, "12" },                                     // no request where one is expected
        { "0000", null, "13" },                                 // ends inside the header
        { "00000000050A03", null, "13" },                       // ends inside the message
        { "00FFFFFFFF", null, "8" },                            // says that 4 GiB follow
        { "0200000000", null, "13" },                           // flags that do not exist
        { "0100000000", null, "13" },                           // compressed, but not announced
        { "0100000000", "gzip", "12" },                         // compressed
        { "00000000020A05", null, "13" },                       // no protobuf
        { "0000000000" + "0000000000", null, "12" },            // two requests where one is expected
        { "0000000000", "gzip", "0" },                          // compression announced and not used
    };

    [Theory(Timeout = Expect.Timeout)]
    [MemberData(nameof(MalformedBodies))]
    public async Task Unary_MalformedBody_EndsWithStatus(string hex, string? encoding, string expected)
    {
        await using var host = await RpcHost.StartAsync(new DemoService());
        using var raw = new RawClient(host.Address);
        (string, string)[] headers = encoding is null ? [] : [("grpc-encoding", encoding)];
        using var response = await raw.CallAsync(Demo.Echo.Path, Convert.FromHexString(hex), headers);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(expected, await RawClient.StatusAsync(response));
        Assert.Equal("identity", response.Headers.GetValues("grpc-accept-encoding").Single());
        Assert.Empty(host.Log.All);
    }

    [Theory(Timeout = Expect.Timeout)]
    [InlineData("application/grpc", HttpStatusCode.OK)]
    [InlineData("application/grpc+proto; charset=utf-8", HttpStatusCode.OK)]
    [InlineData("application/grpc+json", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/grpc-web", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json", HttpStatusCode.UnsupportedMediaType)]
    public async Task Unary_ContentType_IsJudged(string contentType, HttpStatusCode expected)
    {
        await using var host = await RpcHost.StartAsync(new DemoService());
        using var raw = new RawClient(host.Address);
        using var response = await raw.SendAsync(HttpMethod.Post, Demo.Echo.Path, contentType, RawClient.Frame(Demo.Text("")), HttpVersion.Version20);
        Assert.Equal(expected, response.StatusCode);
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task Unary_OverHttp11_IsToldToUpgrade()
    {
        await using var host = await RpcHost.StartAsync(new DemoService().Map, protocols: HttpProtocols.Http1);
        using var raw = new RawClient(host.Address);
        using var response = await raw.SendAsync(HttpMethod.Post, Demo.Echo.Path, "application/grpc", [], HttpVersion.Version11);
        Assert.Equal(HttpStatusCode.UpgradeRequired, response.StatusCode);
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task Unary_WithGet_IsNotFound()
    {
        await using var host = await RpcHost.StartAsync(new DemoService());
        using var raw = new RawClient(host.Address);
        using var response = await raw.SendAsync(HttpMethod.Get, Demo.Echo.Path, "application/grpc", [], HttpVersion.Version20);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task OtherRoutes_OfTheHost_AreLeftAlone()
    {
        await using var host = await RpcHost.StartAsync(app =>
        {
            new DemoService().Map(app);
            app.MapPost("/api/things", () => "thing");
            app.MapFallback(() => Results.Text("fallback", statusCode: 404));
        });
        using var raw = new RawClient(host.Address);
        using var own = await raw.SendAsync(HttpMethod.Post, "/api/things", "application/json", [], HttpVersion.Version20);
        Assert.Equal("thing", await own.Content.ReadAsStringAsync());
        using var fallback = await raw.SendAsync(HttpMethod.Post, "/api/nothing", "application/json", [], HttpVersion.Version20);
        Assert.Equal("fallback", await fallback.Content.ReadAsStringAsync());
        using var rpc = await raw.CallAsync("/api/nothing", []);
        Assert.Equal("12", await RawClient.StatusAsync(rpc));
    }
}
