using System.Security.Cryptography.X509Certificates;
using SocketWarp.ControlApi.Tests.Support;
using SocketWarp.Protocol.Rest;
using SocketWarp.TestSupport;

namespace SocketWarp.ControlApi.Tests.Http;

/// <summary>REST behind a certificate.</summary>
public sealed class TlsTests : IAsyncLifetime
{
    private readonly TestFiles _files = new();
    private X509Certificate2 _authority = null!;
    private ControlApiHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        var (certificate, key) = _files.Server();
        _authority = X509CertificateLoader.LoadCertificateFromFile(_files.Authority);
        _host = await ControlApiHost.StartAsync(("Api:Certificate", certificate), ("Api:CertificateKey", key));
        Assert.Equal("https", _host.Addresses.Rest!.Scheme);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _authority.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task Call_OfAClientThatTrustsTheAuthority_IsServed()
    {
        await using var gateway = await (await _host.AttachAsync()).RunAsync("u1");
        using var admin = Client(_host.AdminToken);

        var created = await admin.PutAsync(new { id = "a", uid = "u1", target = "localhost:22", port = 2222 });
        Assert.Equal(201, created.Status);
        Assert.Equal("a", Assert.Single(await admin.ListAsync()).Id);
        Assert.Equal(200, (await admin.OpenAsync("u1", 2223)).Status);
        Assert.Equal(204, (await admin.DeleteAsync($"{RestRoutes.Assignments}/a")).Status);
    }

    [Theory]
    [InlineData(null, 401)]
    [InlineData("not a token of ours", 401)]
    public async Task Call_WithoutAToken_IsRefusedAsInClearText(string? token, int status)
    {
        using var client = Client(token);

        Assert.Equal(status, (await client.GetAsync(RestRoutes.Assignments)).Status);
    }

    [Fact]
    public async Task Call_OfAClientThatDoesNotKnowTheAuthority_DoesNotSendItsToken()
    {
        using var client = new ApiClient(_host.Addresses.Rest!, _host.AdminToken);

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(RestRoutes.Assignments));

        Assert.Equal(HttpRequestError.SecureConnectionError, failure.HttpRequestError);
    }

    private ApiClient Client(string? token) => new(_host.Addresses.Rest!, token, Channels.Trust(new SocketsHttpHandler(), _authority));
}
