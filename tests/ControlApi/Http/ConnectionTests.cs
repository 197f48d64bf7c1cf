using SocketWarp.ControlApi.Tests.Support;
using SocketWarp.Protocol.Rest;
using SocketWarp.TestSupport;

namespace SocketWarp.ControlApi.Tests.Http;

/// <summary>Clients that hold connections without using them, at both listeners.</summary>
public sealed class ConnectionTests
{
    private const string Rest = nameof(Rest);
    private const string Control = nameof(Control);
    private const int Room = 8;
    private const string Soon = "500ms";
    private const string Never = "5m";
    private const string Health = "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n";

    [Theory]
    [InlineData(Rest, "Api:MaxConnections", "")]
    [InlineData(Rest, "Api:MaxConnections", "GET / HT")]
    [InlineData(Rest, "Api:MaxConnections", Health)]
    [InlineData(Rest, "Api:MaxConnectionsPerAddress", "")]
    [InlineData(Control, "Api:MaxConnections", "")]
    [InlineData(Control, "Api:MaxConnections", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    [InlineData(Control, "Api:MaxConnectionsPerAddress", "")]
    public async Task Listener_FullOfSilentConnections_ServesTheNextCaller(string listener, string limit, string say)
    {
        await using var host = await ControlApiHost.StartAsync((limit, $"{Room}"), ("Api:HeaderTimeout", Never), ("Api:IdleTimeout", Never));
        using var silent = await SilentClients.ConnectAsync(Address(host, listener), Room + 1, say);
        // The first of them has made room for the last: all are in.
        await silent.EndedAsync(1);

        await CallAsync(host, listener);
    }

    [Fact]
    public async Task Gateway_Attached_StaysWhileSilentConnectionsComeAndGo()
    {
        await using var host = await ControlApiHost.StartAsync(("Api:MaxConnections", $"{Room}"), ("Api:HeaderTimeout", Never));
        await using var gateway = await host.AttachAsync();
        await gateway.ReadAsync();
        using var silent = await SilentClients.ConnectAsync(host.Addresses.Control!, 3 * Room);
        await silent.EndedAsync(2 * Room);

        Assert.Equal(
            201,
            (
                await host.Admin.PutAsync(
                    new
                    {
                        id = "a",
                        uid = "u1",
                        target = "localhost:22",
                        port = 2222,
                    }
                )
            ).Status
        );
        Assert.Equal("a", Assert.Single((await gateway.ReadAsync()).Delta.Upserts).Id);
    }

    [Fact]
    public async Task Listener_FullOfCallsWithATokenUnderWay_TakesNoMoreAndSaysSo()
    {
        await using var host = await ControlApiHost.StartAsync(("Api:MaxConnections", "1"), ("Logging:LogLevel:SocketWarp.Web.Http", "Warning"));
        await using var gateway = await host.AttachAsync();
        await gateway.ReadAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => host.Admin.GetAsync(RestRoutes.Gateways));

        await host.Log.WaitAsync("All 1 connections are taken, each by a caller with a token: raise Api:MaxConnections");
    }

    [Theory]
    [InlineData(Rest, false, "")]
    [InlineData(Rest, false, "GET / HT")]
    [InlineData(Rest, false, "GET / HTTP/1.1\r\nHost: a\r\n")]
    [InlineData(Rest, true, "")]
    [InlineData(Rest, true, "\u0016\u0003\u0001\u0002")]
    [InlineData(Control, false, "")]
    [InlineData(Control, false, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    [InlineData(Control, true, "\u0016\u0003\u0001\u0002")]
    public async Task Connection_WithoutARequest_EndsAfterHeaderTimeout(string listener, bool tls, string say)
    {
        using var files = new TestFiles();
        var section = listener == Rest ? "Api" : Control;
        var (certificate, key) = files.Server();
        (string, string)[] secure = tls ? [($"{section}:Certificate", certificate), ($"{section}:CertificateKey", key)] : [];
        await using var host = await ControlApiHost.StartAsync([("Api:HeaderTimeout", Soon), ("Api:IdleTimeout", Never), .. secure]);

        using var silent = await SilentClients.ConnectAsync(Address(host, listener), 1, say);

        await silent.EndedAsync(1);
    }

    [Fact]
    public async Task Connection_WithoutAnotherRequest_EndsAfterIdleTimeout()
    {
        await using var host = await ControlApiHost.StartAsync(("Api:IdleTimeout", Soon));

        using var silent = await SilentClients.ConnectAsync(host.Addresses.Rest!, 1, Health);

        await silent.EndedAsync(1);
        Assert.StartsWith("HTTP/1.1 200", await silent.Ends[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData($"POST {RestRoutes.Assignments}", "application/json")]
    [InlineData($"PUT {RestRoutes.Restore}", BackupHeaderView.ContentType)]
    public async Task Body_ThatDoesNotCome_Is408AndEndsTheConnection(string call, string contentType)
    {
        await using var host = await ControlApiHost.StartAsync(("Api:BodyTimeout", Soon), ("Api:IdleTimeout", Never));
        var request = $"{call} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {host.AdminToken}\r\nContent-Type: {contentType}\r\nContent-Length: 50\r\n\r\n{{";

        using var silent = await SilentClients.ConnectAsync(host.Addresses.Rest!, 1, request);

        await silent.EndedAsync(1);
        var answer = await silent.Ends[0];
        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
        Assert.Contains(
            "the body did not come within 500ms: send all of it at once, or allow more time (setting Api:BodyTimeout)",
            answer,
            StringComparison.Ordinal
        );
    }

    private static Uri Address(ControlApiHost host, string listener) => listener == Rest ? host.Addresses.Rest! : host.Addresses.Control!;

    private static async Task CallAsync(ControlApiHost host, string listener)
    {
        if (listener == Rest)
        {
            Assert.Equal(200, (await host.Admin.GetAsync(RestRoutes.Gateways)).Status);
            return;
        }

        await using var gateway = await host.AttachAsync();
        Assert.NotNull((await gateway.ReadAsync()).Snapshot);
    }
}
