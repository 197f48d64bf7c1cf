using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using SocketWarp.Pki;
using SocketWarp.Protocol;

namespace SocketWarp.QuicGateway.Tests.Support;

/// <summary>A SCEP server's verify service: by default it knows every certificate by its common name.</summary>
internal sealed class VerifyEndpoint : IAsyncDisposable
{
    private readonly WebApplication _app;
    private volatile RequestDelegate _answer;
    private readonly ConcurrentDictionary<string, bool> _revoked = [];
    private readonly ConcurrentDictionary<string, object> _attributes = [];
    private int _questions;

    private VerifyEndpoint(WebApplication app) => (_app, _answer) = (app, AnswerAsync);

    public Uri Url { get; private set; } = null!;

    public int Questions => Volatile.Read(ref _questions);

    /// <summary>Replaces what it says.</summary>
    public RequestDelegate Answer
    {
        set => _answer = value;
    }

    /// <param name="certificate">For https.</param>
    public static async Task<VerifyEndpoint> StartAsync(X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .UseKestrelHttpsConfiguration()
            .ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, listen => Secure(listen, certificate)));
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

    /// <summary>Says no to this one certificate from now on.</summary>
    public void Revoke(X509Certificate2 certificate) => _revoked[certificate.Thumbprint] = true;

    /// <summary>Says no to every certificate of a common name from now on.</summary>
    public void Revoke(string uid) => _revoked[uid] = true;

    /// <summary>What it says about a uid from now on.</summary>
    public void SetAttributes(string uid, object attributes) => _attributes[uid] = attributes;

    /// <summary>What it says unless the test has replaced it.</summary>
    public Task AnswerAsync(HttpContext context)
    {
        PercentEncodedPem.TryDecode(context.Request.Headers["X-Mtls-Clientcert"].ToString(), out var certificate, out _);
        if (certificate is null || !CertificateUid.TryGet(certificate, out var uid, out _))
            return AnswerCommonName(context);
        if (!_revoked.ContainsKey(uid) && !_revoked.ContainsKey(certificate.Thumbprint))
            return context.Response.WriteAsJsonAsync(
                new
                {
                    uid,
                    status = "ISSUED",
                    attributes = _attributes.GetValueOrDefault(uid),
                }
            );
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return context.Response.WriteAsJsonAsync(new { message = "Certificate is revoked" });
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

    public static void Secure(ListenOptions listen, X509Certificate2? certificate)
    {
        if (certificate is not null)
            listen.UseHttps(certificate);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
