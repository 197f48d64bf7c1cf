using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Scep;
using SocketWarp.Pki.Scep.Server;

namespace SocketWarp.Pki.Tests.Support;

/// <summary>The least SCEP server there can be, around one site. Behaves badly on demand.</summary>
internal sealed class ScepHost : IAsyncDisposable
{
    private readonly ScepSite _site;
    private readonly WebApplication _application;
    private ScepRequest? _waiting;

    private ScepHost(ScepSite site)
    {
        _site = site;
        Capabilities = site.Responder.Capabilities.Format();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _application = builder.Build();
        _application.Map("/scep", AnswerAsync);
    }

    public Uri Address => new(_application.Urls.Single() + "/scep");

    /// <summary>The answer to GetCACaps; null: it is not found.</summary>
    public string? Capabilities { get; set; }

    /// <summary>How many polls a certificate takes.</summary>
    public int Polls { get; set; }

    /// <summary>The replacement of all answers to PKIOperation.</summary>
    public Func<HttpContext, Task<byte[]>>? Instead { get; set; }

    public ConcurrentQueue<string> Seen { get; } = [];

    public static async Task<ScepHost> StartAsync(ScepSite site)
    {
        var host = new ScepHost(site);
        await host._application.StartAsync().InTime();
        return host;
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync().InTime();

    private async Task AnswerAsync(HttpContext context)
    {
        var operation = context.Request.Query["operation"].ToString();
        Seen.Enqueue($"{context.Request.Method} {operation}");
        byte[] answer = [];
        if (operation == "GetCACaps" && Capabilities is null)
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        else if (operation == "GetCACaps")
            answer = System.Text.Encoding.ASCII.GetBytes(Capabilities!);
        else if (operation == "GetCACert")
            answer = _site.Responder.CaCertificates().Content;
        else if (Instead is not null)
            answer = await Instead(context);
        else
            answer = Answer(await MessageOfAsync(context.Request));
        await context.Response.Body.WriteAsync(answer);
    }

    private static async Task<byte[]> MessageOfAsync(HttpRequest request)
    {
        if (request.Method == HttpMethods.Get)
            return Convert.FromBase64String(request.Query["message"].ToString());
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        return body.ToArray();
    }

    private byte[] Answer(byte[] message)
    {
        var request = _site.Responder.Read(message);
        if (request.Header.Type == ScepMessageType.GetCrl)
            return _site.Responder.SucceedWithList(request, _site.Authority.CreateRevocationList([], TimeSpan.FromDays(1)));
        if (request.SigningRequest is not null && request.SigningRequest.ChallengePassword != ScepSite.Password)
            return _site.Responder.Fail(request.Header, FailInfo.BadRequest, "the secret is wrong");
        if (request.SigningRequest is not null)
            _waiting = request;
        if (Polls-- > 0)
            return _site.Responder.Defer(request);
        using var issued = _site.Authority.Issue(_waiting!.SigningRequest!, LeafProfile.Client);
        return _site.Responder.Succeed(request, issued);
    }
}
