using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SocketWarp.TestSupport;

namespace SocketWarp.QuicGateway.Tests.Support;

/// <summary>A SCEP server's watch service, whose every byte is the test's to say.</summary>
internal sealed class WatchEndpoint : IAsyncDisposable
{
    public const string Hello = "{\"kind\":\"hello\"}\n";
    public const string Beat = "{\"kind\":\"beat\"}\n";

    private readonly WebApplication _app;
    private readonly Channel<Watch> _watches = System.Threading.Channels.Channel.CreateUnbounded<Watch>();

    private WatchEndpoint(WebApplication app) => _app = app;

    public Uri Url { get; private set; } = null!;

    public ConcurrentQueue<string> Authorizations { get; } = [];

    /// <summary>Has an entry for each one who came while <see cref="Status"/> was another.</summary>
    public Channel<bool> Refused { get; } = System.Threading.Channels.Channel.CreateUnbounded<bool>();

    /// <summary>What it answers with; only 200 goes on.</summary>
    public int Status { get; set; } = StatusCodes.Status200OK;

    public static async Task<WatchEndpoint> StartAsync(X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .UseKestrelHttpsConfiguration()
            .ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, listen => VerifyEndpoint.Secure(listen, certificate)));
        var app = builder.Build();
        var endpoint = new WatchEndpoint(app);
        app.Run(endpoint.ServeAsync);
        await app.StartAsync();
        endpoint.Url = new Uri(new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()), "/api/watch");
        return endpoint;
    }

    /// <summary>The next one who comes; nothing has been said yet.</summary>
    public Task<Watch> NextAsync() => _watches.Reader.ReadAsync().InTime();

    /// <summary>The next one who comes, once it has heard the hello: an answer of the verify service that a hello overtakes is not kept.</summary>
    public async Task<Watch> GreetAsync(GatewayHost gateway)
    {
        const string Line = "Watching ";
        var heard = gateway.Log.WaitAsync(Line, gateway.Log.Count(Line) + 1);
        while (true)
        {
            var watch = await NextAsync();
            watch.Say(Hello);
            // One that was silent for too long before it came to this has been given up.
            if (await Task.WhenAny(heard, watch.Left) == watch.Left)
                continue;
            await heard;
            return watch;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await foreach (var watch in Left())
            watch.End();
        using var hurry = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(hurry.Token);
        await _app.DisposeAsync();
    }

    private IAsyncEnumerable<Watch> Left()
    {
        _watches.Writer.TryComplete();
        return _watches.Reader.ReadAllAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        Authorizations.Enqueue(context.Request.Headers.Authorization.ToString());
        context.Response.StatusCode = Status;
        if (context.Response.StatusCode != StatusCodes.Status200OK)
        {
            Refused.Writer.TryWrite(true);
            return;
        }

        var watch = new Watch();
        context.Response.ContentType = "application/x-ndjson";
        await context.Response.Body.FlushAsync();
        _watches.Writer.TryWrite(watch);
        try
        {
            await foreach (var text in watch.Texts.ReadAllAsync(context.RequestAborted))
            {
                await context.Response.WriteAsync(text, context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        }
        catch (OperationCanceledException)
        {
            // The gateway has left.
        }
        finally
        {
            watch.Leave();
        }
    }

    /// <summary>One gateway that watches.</summary>
    internal sealed class Watch
    {
        private readonly Channel<string> _texts = System.Threading.Channels.Channel.CreateUnbounded<string>();
        private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ChannelReader<string> Texts => _texts.Reader;

        /// <summary>Completes when either side has ended it.</summary>
        public Task Left => _left.Task;

        public void Leave() => _left.TrySetResult();

        public void Say(string text) => _texts.Writer.TryWrite(text);

        public void SayChanged(string uid) => Say($"{{\"kind\":\"changed\",\"uid\":\"{uid}\"}}\n");

        public void End() => _texts.Writer.TryComplete();
    }
}
