using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Scep;
using SocketWarp.Pki.Scep.Server;

namespace SocketWarp.TestSupport;

/// <summary>A SCEP server with one-time secrets that does what a test tells it to. It hands a transaction's certificate out again.</summary>
public sealed class TestScepServer : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly ScepResponder _responder;
    private readonly ConcurrentDictionary<string, byte> _secrets;
    private readonly ConcurrentDictionary<string, X509Certificate2> _issued = new();
    private readonly ConcurrentDictionary<string, CertificateSigningRequest> _waiting = new();
    private readonly ConcurrentQueue<ScepFault> _faults = new();
    private TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication _app = null!;

    private TestScepServer(TimeProvider time, TestScepServer? earlier)
    {
        _time = time;
        _secrets = earlier?._secrets ?? new();
        Authority = earlier?.Authority ?? SharedRsa.Authority(time);
        _responder = new ScepResponder(Authority, policy: new ScepPolicy { Time = time });
    }

    public CertificateAuthority Authority { get; }

    public Uri Url { get; private set; } = null!;

    public string Fingerprint => Convert.ToHexString(Authority.Certificate.GetCertHash(HashAlgorithmName.SHA256));

    /// <summary>The lifetime of certificates that are issued from now on.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromDays(90);

    /// <summary>The lifetimes of single subjects, by <c>CN=uid</c>.</summary>
    public ConcurrentDictionary<string, TimeSpan> Lifetimes { get; } = new();

    /// <summary>What certificates are meant for; null: clients and, where names are asked for, servers.</summary>
    public LeafProfile? Profile { get; set; }

    /// <summary>Refuses renewals without a secret, as socket-warp's server does.</summary>
    public bool RenewalNeedsSecret { get; set; }

    /// <summary>Each request for a certificate that came, in order.</summary>
    public ConcurrentQueue<ScepSeen> Seen { get; } = new();

    public int Issued => _issued.Count;

    /// <param name="port">0: any free one.</param>
    /// <param name="earlier">Whose authority and secrets it has: the same server, started again.</param>
    /// <param name="certificate">For https.</param>
    public static async Task<TestScepServer> StartAsync(
        int port = 0,
        TimeProvider? time = null,
        TestScepServer? earlier = null,
        X509Certificate2? certificate = null
    )
    {
        var server = new TestScepServer(time ?? TimeProvider.System, earlier);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .UseKestrelHttpsConfiguration()
            .ConfigureKestrel(k =>
                k.Listen(
                    IPAddress.Loopback,
                    port,
                    listen =>
                    {
                        if (certificate is not null)
                            listen.UseHttps(certificate);
                    }
                )
            );
        server._app = builder.Build();
        server._app.Run(server.AnswerAsync);
        await server._app.StartAsync();
        var address = server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        server.Url = new Uri(new Uri(address), "/scep");
        return server;
    }

    /// <summary>Makes a secret that is good for one certificate.</summary>
    public string Secret(string uid)
    {
        var secret = Convert.ToHexString(RandomNumberGenerator.GetBytes(8));
        _secrets[$"{uid}\\{secret}"] = 0;
        return secret;
    }

    /// <summary>Completes when the next request for a certificate comes.</summary>
    public Task NextAsync() => Volatile.Read(ref _seen).Task;

    /// <summary>Goes wrong so at the next request for a certificate; several go wrong one after the other.</summary>
    public void Break(params ScepFault[] faults)
    {
        foreach (var fault in faults)
            _faults.Enqueue(fault);
    }

    /// <summary>What the next requests would have gone wrong with goes wrong no more.</summary>
    public void Mend() => _faults.Clear();

    /// <remarks>The authority stays: the server may be started again.</remarks>
    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        switch (context.Request.Query["operation"].ToString())
        {
            case "GetCACaps":
                await context.Response.WriteAsync(_responder.Capabilities.Format());
                break;
            case "GetCACert":
                var certificates = _responder.CaCertificates();
                context.Response.ContentType = certificates.ContentType;
                await context.Response.Body.WriteAsync(certificates.Content);
                break;
            default:
                using (var message = new MemoryStream())
                {
                    await context.Request.Body.CopyToAsync(message);
                    await OperateAsync(context, _responder.Read(message.ToArray()));
                }

                break;
        }
    }

    private async Task OperateAsync(HttpContext context, ScepRequest request)
    {
        _ = _faults.TryDequeue(out var fault);
        if (request.SigningRequest is { } wished)
        {
            Seen.Enqueue(new ScepSeen(request.Header.Type, request.Header.TransactionId, wished.ChallengePassword is not null, _time.GetUtcNow()));
            Interlocked.Exchange(ref _seen, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        }

        var answer = fault switch
        {
            ScepFault.Pending => Defer(request),
            ScepFault.OtherSubject => _responder.Succeed(request, IssueForAnother(request.SigningRequest!)),
            ScepFault.Refuse => _responder.Fail(request.Header, FailInfo.BadRequest, "not today"),
            _ => Answer(request),
        };
        if (fault == ScepFault.Busy)
            context.Response.StatusCode = (int)HttpStatusCode.ServiceUnavailable;
        context.Response.ContentLength = answer.Length;
        if (fault == ScepFault.Truncate)
            await context.Response.Body.WriteAsync(answer.AsMemory(0, answer.Length / 2));
        if (fault is ScepFault.Truncate or ScepFault.Lose)
            context.Abort();
        else
            await context.Response.Body.WriteAsync(answer);
    }

    private X509Certificate2 IssueForAnother(CertificateSigningRequest wish)
    {
        var request = new CertificateRequest(new X500DistinguishedName("CN=somebody"), wish.PublicKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.Create(Authority.Certificate, _time.GetUtcNow(), _time.GetUtcNow() + Lifetime, RandomNumberGenerator.GetBytes(8));
    }

    private byte[] Defer(ScepRequest request)
    {
        if (request.SigningRequest is { } wish)
            _waiting[request.Header.TransactionId] = wish;
        return _responder.Defer(request);
    }

    private byte[] Answer(ScepRequest request)
    {
        if (_issued.TryGetValue(request.Header.TransactionId, out var again))
            return _responder.Succeed(request, again);
        var approved = _waiting.TryRemove(request.Header.TransactionId, out var waiting);
        var wish = request.SigningRequest ?? waiting!;
        var renewal = request.Header.Type == ScepMessageType.RenewalReq && !RenewalNeedsSecret;
        if (!approved && !renewal && (wish.ChallengePassword is null || !_secrets.TryRemove(wish.ChallengePassword, out _)))
            return _responder.Fail(request.Header, FailInfo.BadRequest, "the secret is wrong or used");
        var issued = Authority.Issue(
            wish,
            Profile ?? (wish.Names.Count > 0 ? LeafProfile.Gateway : LeafProfile.Client),
            Lifetimes.GetValueOrDefault(wish.Subject.Name, Lifetime)
        );
        _issued[request.Header.TransactionId] = issued;
        return _responder.Succeed(request, issued);
    }
}
