using System.Net.Security;
using System.Net.Sockets;
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
        _host = await ControlApiHost.StartAsync(
            ("Api:Certificate", certificate),
            ("Api:CertificateKey", key),
            ("Control:Certificate", certificate),
            ("Control:CertificateKey", key)
        );
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
        await using var gateway = await (await FakeGateway.AttachAsync(Channels.Tls(_host.Addresses.Control!, _host.GatewayToken, _authority))).RunAsync("u1");
        using var admin = Client(_host.AdminToken);

        var created = await admin.PutAsync(
            new
            {
                id = "a",
                uid = "u1",
                target = "localhost:22",
                port = 2222,
            }
        );
        Assert.Equal(201, created.Status);
        Assert.Equal("a", Assert.Single(await admin.ListAsync()).Id);
        Assert.Equal(200, (await admin.OpenAsync("u1", 2223)).Status);
        Assert.Equal(204, (await admin.DeleteAsync($"{RestRoutes.Assignments}/a")).Status);
    }

    [Theory]
    [InlineData(null, 401)]
    [InlineData("not one of our tokens", 401)]
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

    [Fact]
    public async Task Certificate_Replaced_IsShownToNewConnectionsOfBothListeners_AndOldConnectionsGoOn()
    {
        using var admin = Client(_host.AdminToken);
        await admin.ListAsync();
        var shown = await ShownAsync();
        _files.ReplaceServer();
        await _host.Log.WaitAsync("Replaced files are in use from now on", 2);
        var next = await ShownAsync();
        Assert.NotEqual(shown.Api, next.Api);
        Assert.NotEqual(shown.Control, next.Control);
        Assert.Empty(await admin.ListAsync());
    }

    [Fact]
    public async Task Certificate_ReplacedByAnExpiredOne_IsRefusedAndTheOldOneStays()
    {
        var shown = await ShownAsync();
        _files.ReplaceServer(_files.CreateServer(expiresIn: TimeSpan.FromMinutes(-1)));
        await _host.Log.WaitAsync("the previous ones stay in use: the certificate in ", 2);
        Assert.Equal(shown, await ShownAsync());
    }

    /// <summary>The certificates that new connections see.</summary>
    private async Task<(string Api, string Control)> ShownAsync() =>
        (await ShownAsync(_host.Addresses.Rest!, SslApplicationProtocol.Http11), await ShownAsync(_host.Addresses.Control!, SslApplicationProtocol.Http2));

    private static async Task<string> ShownAsync(Uri address, SslApplicationProtocol protocol)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port).InTime();
        // Who signed it is not asked here.
        await using var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, _) => certificate is not null);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", ApplicationProtocols = [protocol] }).InTime();
        Assert.Equal(protocol, tls.NegotiatedApplicationProtocol);
        return tls.RemoteCertificate!.GetCertHashString();
    }

    private ApiClient Client(string? token) => new(_host.Addresses.Rest!, token, Channels.Trust(new SocketsHttpHandler(), _authority));
}
