using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using SocketWarp.Protocol.Control;

namespace SocketWarp.QuicGateway.Tests.Support;

/// <summary>A ControlApi that has only the gRPC side: holds wishes, sends them, and remembers what gateways report.</summary>
internal sealed class ControlServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Assignment> _wishes = [];
    private readonly List<Channel<ControlUpdate>> _links = [];
    private ulong _revision;

    private ControlServer(WebApplication app) => _app = app;

    public Uri Address { get; private set; } = null!;

    /// <summary>Everything that was reported, in order.</summary>
    public ReportLog Reports { get; } = new();

    public ConcurrentQueue<string> Authorizations { get; } = [];

    /// <summary>Why gateways are turned away; null: they are not.</summary>
    public string? Refusal { get; set; }

    public static async Task<ControlServer> StartAsync(int port = 0, string? unixPath = null, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(k =>
            {
                if (unixPath is null)
                    k.Listen(IPAddress.Loopback, port, Configure);
                else
                    k.ListenUnixSocket(unixPath, Configure);
            });
        if (certificate is not null)
            builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton<Service>();
        var app = builder.Build();
        var server = app.Services.GetRequiredService<Service>().Server = new ControlServer(app);
        app.UseRouting();
        app.MapGrpcService<Service>();
        await app.StartAsync();
        server.Address = unixPath is null
            ? new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First())
            : new Uri("unix://" + unixPath);
        return server;

        void Configure(ListenOptions listen)
        {
            listen.Protocols = HttpProtocols.Http2;
            if (certificate is not null)
                listen.UseHttps(certificate);
        }
    }

    /// <summary>Adds or changes a wish.</summary>
    /// <returns>The revision that it has.</returns>
    public ulong Put(Assignment assignment)
    {
        lock (_lock)
        {
            var stored = assignment.Clone();
            stored.Revision = ++_revision;
            if (stored.Protocol == AssignmentProtocol.Unspecified)
                stored.Protocol = AssignmentProtocol.Tcp;
            _wishes[stored.Id] = stored;
            Send(
                new ControlUpdate
                {
                    Delta = new Delta { Revision = _revision, Upserts = { stored } },
                }
            );
            return _revision;
        }
    }

    public Assignment Wish(string id)
    {
        lock (_lock)
            return _wishes[id];
    }

    public ulong Remove(string id)
    {
        lock (_lock)
        {
            _wishes.Remove(id);
            Send(
                new ControlUpdate
                {
                    Delta = new Delta { Revision = ++_revision, Removals = { id } },
                }
            );
            return _revision;
        }
    }

    /// <summary>Waits for the acknowledgement that the wish, in its newest revision, is in this state.</summary>
    public async Task<AssignmentReport> WaitForAsync(string id, AssignmentState state)
    {
        ulong revision;
        lock (_lock)
            revision = _wishes[id].Revision;
        var report = await Reports.WaitAsync(
            r => r.Assignment is { } a && a.Id == id && a.Revision == revision && a.State == state,
            latestOf: r => r.Assignment?.Id == id
        );
        return report.Assignment;
    }

    /// <summary>Ends the calls of all gateways.</summary>
    public void EndLinks(string reason)
    {
        lock (_lock)
        {
            foreach (var link in _links)
                link.Writer.TryComplete(new RpcException(new Status(StatusCode.Aborted, reason)));
        }
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AttachAsync(IAsyncStreamReader<GatewayReport> requests, IServerStreamWriter<ControlUpdate> responses, ServerCallContext call)
    {
        Authorizations.Enqueue(call.GetHttpContext().Request.Headers.Authorization.ToString());
        if (Refusal is not null)
            throw new RpcException(new Status(StatusCode.PermissionDenied, Refusal));
        Assert.True(await requests.MoveNext());
        var link = Channel.CreateUnbounded<ControlUpdate>();
        lock (_lock)
        {
            link.Writer.TryWrite(
                new ControlUpdate
                {
                    Snapshot = new Snapshot { Revision = _revision, Assignments = { _wishes.Values } },
                }
            );
            _links.Add(link);
        }

        Reports.Add(requests.Current);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(call.CancellationToken);
        Task[] both = [SendAsync(link.Reader, responses, ending.Token), ReadAsync(requests, ending.Token)];
        var first = await Task.WhenAny(both);
        lock (_lock)
            _links.Remove(link);
        await ending.CancelAsync();
        await Task.WhenAll(both).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }

    private async Task ReadAsync(IAsyncStreamReader<GatewayReport> requests, CancellationToken cancellationToken)
    {
        await foreach (var report in requests.ReadAllAsync(cancellationToken))
            Reports.Add(report);
    }

    private static async Task SendAsync(ChannelReader<ControlUpdate> updates, IServerStreamWriter<ControlUpdate> responses, CancellationToken cancellationToken)
    {
        await foreach (var update in updates.ReadAllAsync(cancellationToken))
            await responses.WriteAsync(update, cancellationToken);
    }

    private void Send(ControlUpdate update)
    {
        foreach (var link in _links)
            link.Writer.TryWrite(update);
    }

    private sealed class Service : GatewayControl.GatewayControlBase
    {
        public ControlServer Server { get; set; } = null!;

        public override Task Attach(
            IAsyncStreamReader<GatewayReport> requestStream,
            IServerStreamWriter<ControlUpdate> responseStream,
            ServerCallContext context
        ) => Server.AttachAsync(requestStream, responseStream, context);
    }
}
