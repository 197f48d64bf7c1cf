using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SocketWarp.Client;
using SocketWarp.ScepServer;
using SocketWarp.TestSupport;
using SocketWarp.Web;

namespace SocketWarp.TestServices;

/// <summary>A real ScepServer in this process, on a port of the system's choice.</summary>
public sealed class TestScep : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TestDirectory _state;

    private TestScep(WebApplication app, TestDirectory state)
    {
        (_app, _state) = (app, state);
        Addresses = app.Services.GetRequiredService<ScepServerAddresses>();
        Tokens = [.. new[] { Addresses.AdminTokenFile, Addresses.ViewerTokenFile, Addresses.GatewayTokenFile }.Select(f => File.ReadAllText(f).Trim())];
        Admin = Client(Tokens[0]);
        using var authority = X509CertificateLoader.LoadCertificateFromFile(Addresses.AuthorityFile);
        Fingerprint = authority.GetCertHashString(HashAlgorithmName.SHA256);
    }

    public ScepServerAddresses Addresses { get; }

    /// <summary>The tokens of admin, viewer and gateway.</summary>
    public IReadOnlyList<string> Tokens { get; }

    public string Fingerprint { get; }

    public ScepAdminClient Admin { get; }

    public ScepAdminClient Client(string? token) =>
        new(
            new ApiClientOptions
            {
                Address = Addresses.Http!,
                Token = token,
                CallTimeout = Waiting.Patience,
            }
        );

    public static async Task<TestScep> StartAsync()
    {
        var state = new TestDirectory();
        SharedRsa.SaveAuthority(state.File("ca.crt"), state.File("ca.key"));
        var builder = WebService.CreateBuilder(
            "cli-test-scep",
            [],
            new Dictionary<string, string?>
            {
                ["Scep:Listen"] = "127.0.0.1:0",
                ["Scep:StateDirectory"] = state.Path,
                ["Logging:LogLevel:Default"] = "Error",
            }
        );
        builder.Services.AddScepServer();
        var app = builder.Build();
        app.MapScepServer();
        await app.StartAsync().InTime();
        return new TestScep(app, state);
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await _app.StopAsync().InTime();
        await _app.DisposeAsync();
        _state.Dispose();
    }
}
