using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SocketWarp.Cli.Tests.Support;

namespace SocketWarp.Cli.Tests.Serve;

/// <summary>Stands in for a SCEP server's verify URL: everybody's uid is the common name.</summary>
internal sealed class VerifyServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private VerifyServer(WebApplication app) => _app = app;

    public string Url => $"{_app.Urls.Single()}/api/cert/verify";

    public static async Task<VerifyServer> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        app.MapGet(
            "/api/cert/verify",
            (HttpRequest request) =>
            {
                using var certificate = X509Certificate2.CreateFromPem(Uri.UnescapeDataString(request.Headers["X-Mtls-Clientcert"].ToString()));
                return Results.Json(new { uid = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false) });
            }
        );
        await app.StartAsync().InTime();
        return new VerifyServer(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
