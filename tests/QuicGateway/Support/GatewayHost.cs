using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.ServiceDefaults;
using SocketWarp.TestSupport;

namespace SocketWarp.QuicGateway.Tests.Support;

/// <summary>A gateway in this process, on ports of its own.</summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    private readonly IHost _host;
    private bool _disposed;

    private GatewayHost(IHost host, LogLines log) => (_host, Log) = (host, log);

    /// <summary>The lines of Information and above.</summary>
    public LogLines Log { get; }

    public IServiceProvider Services => _host.Services;

    public GatewayStatus Status => Services.GetRequiredService<GatewayStatus>();

    public IPEndPoint Address => new(IPAddress.Loopback, Status.SessionAddress!.Port);

    public static async Task<GatewayHost> StartAsync(TestFiles files, Uri? control, Uri? verify, Action<GatewaySettings>? configure = null)
    {
        var builder = ServiceApplication.CreateBuilder("gateway", []);
        builder.Logging.SetMinimumLevel(Environment.GetEnvironmentVariable("TEST_LOG") is null ? LogLevel.None : LogLevel.Trace);
        var log = new LogLines();
        builder.Logging.AddProvider(log).AddFilter<LogLines>(null, LogLevel.Information);
        var (certificate, key) = files.Server();
        builder.Services.AddQuicGateway(settings =>
        {
            settings.Address = IPAddress.Loopback;
            settings.Port = 0;
            (settings.CertificatePath, settings.KeyPath, settings.CaPath) = (certificate, key, files.Authority);
            settings.StateDirectory = files.Path("gateway-state");
            settings.Visitors.Address = IPAddress.Loopback;
            // All visitors of a test come from one address.
            settings.Visitors.MaxSourceShare = 1;
            settings.Control.TokenPath = "";
            settings.Control.ReportInterval = TimeSpan.FromMilliseconds(50);
            if (control is not null)
                settings.Control.Address = [control];
            if (verify is null)
                settings.Admission.Verify = false;
            else
                settings.Admission.VerifyUrl = verify;
            configure?.Invoke(settings);
        });
        var host = builder.Build();
        await host.StartAsync().InTime();
        await host.Services.GetRequiredService<GatewayStatus>().WaitListeningAsync().InTime();
        return new GatewayHost(host, log);
    }

    /// <summary>Stops the host as SIGTERM does.</summary>
    public Task StopAsync() => _host.StopAsync().InTime();

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync().InTime();
    }
}
