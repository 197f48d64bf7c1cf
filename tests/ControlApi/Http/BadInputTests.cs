using System.Net;
using System.Net.Http.Headers;
using System.Text;
using SocketWarp.ControlApi.Tests.Support;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.ControlApi.Tests.Http;

/// <summary>Each bad input: its documented status, a message that names field and fix, and nothing changed.</summary>
public sealed class BadInputTests(BadInputTests.SharedHost shared) : IClassFixture<BadInputTests.SharedHost>
{
    private const int TenMegabytes = 10 * 1024 * 1024;

    public static TheoryData<int, string, string> Bodies =>
        new()
        {
            { 422, "uid", """{"port":1,"target":"t:1"}""" },
            { 422, "uid", """{"port":1,"uid":"","target":"t:1"}""" },
            { 422, "uid", """{"port":1,"uid":"a|b","target":"t:1"}""" },
            { 422, "uid", $$"""{"port":1,"uid":"{{new string('u', 65)}}","target":"t:1"}""" },
            { 422, "target", """{"port":1,"uid":"u"}""" },
            { 422, "target", """{"port":1,"uid":"u","target":"no-port"}""" },
            { 422, "target", """{"port":1,"uid":"u","target":"host:70000"}""" },
            { 422, "target", """{"port":1,"uid":"u","target":"2001:db8::1:443"}""" },
            { 422, "target", """{"port":1,"uid":"u","target":"unix:relative"}""" },
            { 422, "target", $$"""{"port":1,"uid":"u","target":"{{new string('h', 300)}}:1"}""" },
            { 422, "target", $$"""{"port":1,"uid":"u","target":"unix:/{{new string('p', 300)}}"}""" },
            { 422, "port", """{"uid":"u","target":"t:1"}""" },
            { 422, "port", """{"port":65536,"uid":"u","target":"t:1"}""" },
            { 422, "port", """{"port":-1,"uid":"u","target":"t:1"}""" },
            { 422, "protocol", """{"port":1,"uid":"u","target":"t:1","protocol":"udp"}""" },
            { 422, "protocol", """{"port":1,"uid":"u","target":"t:1","protocol":"sctp"}""" },
            { 422, "gateway", """{"port":1,"uid":"u","target":"t:1","gateway":"A B"}""" },
            { 422, "id", """{"id":"../x","port":1,"uid":"u","target":"t:1"}""" },
            { 422, "listenAddress", """{"port":1,"uid":"u","target":"t:1","listenAddress":"eth0"}""" },
            { 422, "maxVisitors", """{"port":1,"uid":"u","target":"t:1","maxVisitors":-1}""" },
            { 422, "description", $$"""{"port":1,"uid":"u","target":"t:1","description":"{{new string('d', 257)}}"}""" },
            { 400, "port", """{"port":"1","uid":"u","target":"t:1"}""" },
            { 400, "port", """{"port":1.5,"uid":"u","target":"t:1"}""" },
            { 400, "port", """{"port":99999999999,"uid":"u","target":"t:1"}""" },
            { 400, "uid", """{"port":1,"uid":7,"target":"t:1"}""" },
            { 400, "colour", """{"port":1,"uid":"u","target":"t:1","colour":"red"}""" },
            { 400, "uid", """{"port":1,"uid":"u","uid":"v","target":"t:1"}""" },
            { 400, "body", """{"port":1,""" },
            { 400, "body", "[]" },
            { 400, "body", "null" },
            { 400, "body", "" },
            { 400, "body", "\u0000\u0001" },
        };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Post_BadBody_NamesFieldAndFix(int status, string field, string body)
    {
        var answer = await shared.Host.Admin.SendAsync(HttpMethod.Post, RestRoutes.Assignments, ApiClient.Text(body));

        Assert.Equal(status, answer.Status);
        Assert.Equal("application/problem+json", answer.MediaType);
        Assert.Equal(field, answer.Problem.Field);
        Assert.Equal(status, answer.Problem.Status);
        Assert.NotEmpty(answer.Problem.Fix!);
        Assert.Contains(answer.Problem.Fix!, answer.Problem.Detail, StringComparison.Ordinal);
        await shared.AssertNothingChangedAsync();
    }

    [Theory]
    [InlineData("/api/v1/assignments", "POST")]
    [InlineData("/api/v1/assignments", "PUT")]
    [InlineData("/open", "POST")]
    [InlineData("/close", "DELETE")]
    public async Task Body_OfTenMegabytes_Is413(string path, string method)
    {
        var answer = await shared.Host.Admin.SendAsync(new HttpMethod(method), path, ApiClient.Text($$"""{"uid":"{{new string('u', TenMegabytes)}}"}"""));

        Assert.Equal(413, answer.Status);
        Assert.Contains("65536 bytes", answer.Body, StringComparison.Ordinal);
        await shared.AssertNothingChangedAsync();
    }

    [Fact]
    public async Task Body_OfTenMegabytesWithoutLength_Is413()
    {
        using var content = new UnknownLength(new string(' ', TenMegabytes));

        var answer = await shared.Host.Admin.SendAsync(HttpMethod.Post, RestRoutes.Assignments, content);

        Assert.Equal(413, answer.Status);
        await shared.AssertNothingChangedAsync();
    }

    [Theory]
    [InlineData("/api/v1/assignments", "POST")]
    [InlineData("/api/v1/assignments", "PUT")]
    [InlineData("/open", "POST")]
    [InlineData("/close", "DELETE")]
    public async Task Body_OfAnotherContentType_Is415(string path, string method)
    {
        var answer = await shared.Host.Admin.SendAsync(new HttpMethod(method), path, ApiClient.Text("""{"port":1}""", "text/plain"));

        Assert.Equal(415, answer.Status);
        Assert.Contains("application/json", answer.Body, StringComparison.Ordinal);
        await shared.AssertNothingChangedAsync();
    }

    [Fact]
    public async Task IfMatch_NoETag_Is400()
    {
        var answer = await shared.Host.Admin.PutAsync(
            new
            {
                port = 1,
                uid = "u",
                target = "t:1",
            },
            ifMatch: "\"soon\""
        );

        Assert.Equal(400, answer.Status);
        Assert.Equal("If-Match", answer.Problem.Field);
        await shared.AssertNothingChangedAsync();
    }

    [Fact]
    public async Task Put_PortZeroWithoutId_Is422()
    {
        var answer = await shared.Host.Admin.PutAsync(
            new
            {
                port = 0,
                uid = "u",
                target = "t:1",
            }
        );

        Assert.Equal(422, answer.Status);
        Assert.Equal("id", answer.Problem.Field);
        await shared.AssertNothingChangedAsync();
    }

    [Fact]
    public async Task Put_IdsOfPathAndBodyDiffer_Is422()
    {
        var answer = await shared.Host.Admin.PutAsync(
            new
            {
                id = "a",
                port = 1,
                uid = "u",
                target = "t:1",
            },
            "/api/v1/assignments/b"
        );

        Assert.Equal(422, answer.Status);
        Assert.Equal("id", answer.Problem.Field);
        await shared.AssertNothingChangedAsync();
    }

    [Theory]
    [InlineData("GET", "/nowhere", 404)]
    [InlineData("GET", "/api/v1/assignments/unknown", 404)]
    [InlineData("DELETE", "/api/v1/assignments/unknown", 404)]
    [InlineData("PATCH", "/api/v1/assignments", 405)]
    [InlineData("POST", "/socketwarp.control.v1.GatewayControl/Attach", 404)]
    public async Task Path_UnknownOrWrongMethod_IsAProblem(string method, string path, int status)
    {
        var answer = await shared.Host.Admin.SendAsync(new HttpMethod(method), path, null);

        Assert.Equal(status, answer.Status);
        Assert.Equal("application/problem+json", answer.MediaType);
        Assert.NotNull(answer.Problem.Fix);
    }

    [Fact]
    public async Task Headers_AboveTheLimit_AreRefused()
    {
        using var client = shared.Host.Client(new string('t', 20_000));

        var answer = await client.GetAsync(RestRoutes.Assignments);

        Assert.Equal(431, answer.Status);
    }

    public sealed class SharedHost : IAsyncLifetime
    {
        internal ControlApiHost Host { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Host = await ControlApiHost.StartAsync();
            Assert.Equal(
                201,
                (
                    await Host.Admin.PutAsync(
                        new
                        {
                            id = "before",
                            port = 9000,
                            uid = "u",
                            target = "t:1",
                        }
                    )
                ).Status
            );
        }

        public ValueTask DisposeAsync() => Host.DisposeAsync();

        internal async Task AssertNothingChangedAsync()
        {
            var assignment = Assert.Single(await Host.Admin.ListAsync());
            Assert.Equal(("before", 1ul, 9000), (assignment.Id, assignment.Revision, assignment.Port));
        }
    }

    private sealed class UnknownLength : HttpContent
    {
        private readonly byte[] _body;

        public UnknownLength(string body)
        {
            _body = Encoding.UTF8.GetBytes(body);
            Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(_body).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
