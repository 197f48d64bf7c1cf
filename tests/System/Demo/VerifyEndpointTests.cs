using System.Net;
using SocketWarp.AppHost.Verify;
using SocketWarp.SystemTests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.SystemTests.Demo;

public sealed class VerifyEndpointTests : IDisposable
{
    private readonly TestCertificates _ours = new();
    private readonly TestCertificates _others = new("Other CA");
    private readonly HttpClient _client = new() { Timeout = Limits.Step };

    [Fact]
    public async Task Verify_OwnCertificate_AnswersItsUid()
    {
        using var certificate = _ours.Client("alice");
        var (status, body) = await AskAsync(certificate.ExportCertificatePem());
        Assert.Equal((HttpStatusCode.OK, """{"uid":"alice"}"""), (status, body));
    }

    [Fact]
    public async Task Verify_CertificateOfAnotherAuthority_IsRefused()
    {
        using var certificate = _others.Client("alice");
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(certificate.ExportCertificatePem())).Status);
    }

    [Fact]
    public async Task Verify_ExpiredCertificate_IsRefused()
    {
        using var certificate = _ours.Client("alice", TimeSpan.FromDays(-1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(certificate.ExportCertificatePem())).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----AAAA-----END CERTIFICATE-----")]
    public async Task Verify_Malformed_SaysSo(string text)
    {
        var (status, body) = await AskAsync(text);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("X-Mtls-Clientcert", body, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _ours.Dispose();
        _others.Dispose();
        _client.Dispose();
    }

    private async Task<(HttpStatusCode Status, string Body)> AskAsync(string pem)
    {
        using var timeout = new CancellationTokenSource(Limits.Step);
        await using var server = await new VerifyEndpoint(_ours.Authority).StartAsync(0, timeout.Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{server.Port}{VerifyEndpoint.Path}");
        request.Headers.TryAddWithoutValidation("X-Mtls-Clientcert", Uri.EscapeDataString(pem.ReplaceLineEndings("")));
        using var response = await _client.SendAsync(request, timeout.Token);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(timeout.Token));
    }
}
