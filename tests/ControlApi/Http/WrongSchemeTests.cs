using SocketWarp.ControlApi.Tests.Support;
using SocketWarp.Protocol.Rest;
using SocketWarp.TestSupport;

namespace SocketWarp.ControlApi.Tests.Http;

/// <summary>TLS at a port in clear text, and the other way round: both sides are told, the log once.</summary>
public sealed class WrongSchemeTests
{
    [Fact]
    public async Task ClearText_AtATlsPort_IsToldToUseHttps_AndSaidOnce()
    {
        using var files = new TestFiles();
        var (certificate, key) = files.Server();
        await using var host = await ControlApiHost.StartAsync(("Api:Certificate", certificate), ("Api:CertificateKey", key));
        using var client = new ApiClient(new Uri($"http://127.0.0.1:{host.Addresses.Rest!.Port}"), host.AdminToken);

        for (var i = 0; i < 2; i++)
        {
            var answer = await client.GetAsync(RestRoutes.Assignments);
            Assert.Equal(400, answer.Status);
            Assert.Equal("this port speaks TLS: write https:// instead of http://", answer.Problem.Detail);
        }

        Assert.Equal(1, host.Log.Count($"127.0.0.1 speaks clear text at 127.0.0.1:{host.Addresses.Rest.Port}, which speaks TLS: let it use https://"));
    }

    [Theory]
    [InlineData("Api")]
    [InlineData("Control")]
    public async Task Tls_AtAPortInClearText_IsSaidOnce(string section)
    {
        await using var host = await ControlApiHost.StartAsync();
        var port = (section == "Api" ? host.Addresses.Rest! : host.Addresses.Control!).Port;
        using var client = new ApiClient(new Uri($"https://127.0.0.1:{port}"), host.AdminToken);

        for (var i = 0; i < 2; i++)
            await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(RestRoutes.Assignments));

        var line =
            $"127.0.0.1 speaks TLS at 127.0.0.1:{port}, which speaks clear text: let it use http://, or set {section}:Certificate and {section}:CertificateKey";
        Assert.Equal(1, host.Log.Count(line));
    }
}
