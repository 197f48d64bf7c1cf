using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocketWarp.Rpc.Client;
using SocketWarp.Rpc.Server;
using SocketWarp.TestSupport;

namespace SocketWarp.Rpc.Tests.Support;

/// <summary>A Kestrel of our own on a port of its choice.</summary>
internal sealed class RpcHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TestTls? _tls;

    private RpcHost(WebApplication app, TestTls? tls, LogLines log)
    {
        _app = app;
        _tls = tls;
        Log = log;
        var bound = new Uri(app.Urls.Single());
        Address = new UriBuilder(bound) { Host = "localhost" }.Uri;
    }

    public Uri Address { get; }

    public LogLines Log { get; }

    public static Task<RpcHost> StartAsync(DemoService service, TestTls? tls = null, Action<RpcServerOptions>? configure = null) =>
        StartAsync(service.Map, tls, services => services.AddRpcServer(configure));

    public static async Task<RpcHost> StartAsync(
        Action<WebApplication> map, TestTls? tls = null, Action<IServiceCollection>? services = null, int port = 0, HttpProtocols protocols = HttpProtocols.Http2)
    {
        var log = new LogLines(LogLevel.Warning);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            // A stalled reader is what some tests are about, not a reason to drop the connection.
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, port, listen => Listen(listen, tls, protocols));
        });
        services?.Invoke(builder.Services);
        var app = builder.Build();
        map(app);
        await app.StartAsync();
        return new(app, tls, log);
    }

    public RpcChannel Channel(Action<SocketsHttpHandler>? configure = null) => Channel(new RpcChannelOptions { Address = Address }, configure);

    /// <summary>The options' own address and handler are replaced.</summary>
    public RpcChannel Channel(RpcChannelOptions options, Action<SocketsHttpHandler>? configure = null) => new(new()
    {
        Address = options.Address,
        DefaultMetadata = options.DefaultMetadata,
        MaxReceiveMessageSize = options.MaxReceiveMessageSize,
        MaxSendMessageSize = options.MaxSendMessageSize,
        KeepAlivePingDelay = options.KeepAlivePingDelay,
        KeepAlivePingTimeout = options.KeepAlivePingTimeout,
        ConfigureHandler = handler =>
        {
            _tls?.Trust(handler);
            configure?.Invoke(handler);
        },
    });

    /// <summary>Ends like a killed process, as far as a peer can tell: no connection is given time.</summary>
    public async Task StopAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _app.DisposeAsync();
    }

    private static void Listen(ListenOptions listen, TestTls? tls, HttpProtocols protocols)
    {
        listen.Protocols = protocols;
        if (tls is null)
            return;
        listen.UseHttps(https =>
        {
            https.ServerCertificate = tls.Server;
            https.ClientCertificateMode = tls.DemandClientCertificate ? ClientCertificateMode.RequireCertificate : ClientCertificateMode.NoCertificate;
            https.ClientCertificateValidation = (certificate, _, _) => tls.IsIssuedByUs(certificate);
        });
    }
}
