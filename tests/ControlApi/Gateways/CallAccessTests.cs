using System.Net;
using System.Net.Http.Headers;
using SocketWarp.ControlApi.Tests.Support;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.ControlApi.Tests.Gateways;

/// <summary>Calls are served on the gateways' listener and nowhere else, and nothing else is served there.</summary>
public sealed class CallAccessTests
{
    private const string CallType = "application/grpc";

    [Theory]
    [InlineData(CallBytes.Attach)]
    [InlineData(CallBytes.Check)]
    [InlineData("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo")]
    [InlineData("/made.up.Service/Method")]
    public async Task Call_AtTheRestListener_IsNotFound(string path)
    {
        await using var host = await ControlApiHost.StartAsync();
        foreach (var token in new[] { host.AdminToken, host.GatewayToken })
        {
            using var client = host.Client(token);
            using var call = new ByteArrayContent([0, 0, 0, 0, 0]) { Headers = { ContentType = new MediaTypeHeaderValue(CallType) } };

            var answer = await client.SendAsync(HttpMethod.Post, path, call);

            Assert.Equal(404, answer.Status);
            Assert.Contains("there is no path", answer.Problem.Detail, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("GET", RestRoutes.Gateways)]
    [InlineData("GET", RestRoutes.OpenApi)]
    [InlineData("GET", "/health/ready")]
    [InlineData("POST", RestRoutes.LegacyOpen)]
    public async Task RestRoute_AtTheGatewaysListener_IsNotFound(string method, string path)
    {
        await using var host = await ControlApiHost.StartAsync();

        using var answer = await SendAsync(host, method, path, "application/json");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Call_OfAnotherContentType_Is415()
    {
        await using var host = await ControlApiHost.StartAsync();

        using var answer = await SendAsync(host, "POST", CallBytes.Check, "application/json");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    private static async Task<HttpResponseMessage> SendAsync(ControlApiHost host, string method, string path, string contentType)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(host.Addresses.Control!, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", host.AdminToken) },
            Content = method == "POST" ? ApiClient.Text("{}", contentType) : null,
        };
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
