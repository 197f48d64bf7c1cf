using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SocketWarp.Pki;

namespace SocketWarp.QuicGateway.Tests.Support;

/// <summary>A SCEP server's verify service: by default it knows every certificate by its common name.</summary>
internal sealed class VerifyEndpoint : IAsyncDisposable
{
    private readonly WebApplication _app;
    private volatile RequestDelegate _answer = AnswerCommonName;
    private int _questions;

    private VerifyEndpoint(WebApplication app) => _app = app;

    public Uri Url { get; private set; } = null!;

    public int Questions => Volatile.Read(ref _questions);

    /// <summary>Replaces what it says.</summary>
    public RequestDelegate Answer
    {
        set => _answer = value;
    }

    public static async Task<VerifyEndpoint> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var endpoint = new VerifyEndpoint(app);
        app.Run(context =>
        {
            Interlocked.Increment(ref endpoint._questions);
            return endpoint._answer(context);
        });
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        endpoint.Url = new Uri(new Uri(address), "/api/cert/verify");
        return endpoint;
    }

    public static Task AnswerCommonName(HttpContext context)
    {
        var header = context.Request.Headers["X-Mtls-Clientcert"].ToString();
        if (!PercentEncodedPem.TryDecode(header, out var certificate, out var error) || !CertificateUid.TryGet(certificate, out var uid, out error))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return context.Response.WriteAsync(error);
        }

        return context.Response.WriteAsJsonAsync(new { uid, status = "ISSUED" });
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
