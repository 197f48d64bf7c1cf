using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SocketWarp.Base;
using SocketWarp.Connector.Sessions;
using SocketWarp.Connector.Settings;
using SocketWarp.ServiceDefaults;
using SocketWarp.TestSupport;

namespace SocketWarp.Connector.Tests.Support;

/// <summary>A connector in this process; also for the tests of the gateway.</summary>
internal sealed class RunningConnector : IAsyncDisposable
{
    private readonly IHost _host;
    private bool _disposed;

    private RunningConnector(IHost host, LogLines log) => (_host, Log) = (host, log);

    /// <summary>The lines of Information and above.</summary>
    public LogLines Log { get; }

    public ConnectorState Status => _host.Services.GetRequiredService<ConnectorState>();

    /// <summary>Completes when the connector wants its process to end.</summary>
    public Task Ending
    {
        get
        {
            var ending = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(ending.SetResult);
            return ending.Task.InTime();
        }
    }

    public Exception? Failure => _host.Services.GetRequiredService<ServiceFailure>().Reason;

    public static async Task<RunningConnector> StartAsync(
        TestFiles files,
        string uid,
        string gateway,
        Action<ConnectorSettings>? configure = null,
        Action<IServiceCollection>? services = null
    )
    {
        var builder = ServiceApplication.CreateBuilder("connector", []);
        builder.Logging.SetMinimumLevel(Environment.GetEnvironmentVariable("TEST_LOG") is null ? LogLevel.None : LogLevel.Trace);
        var log = new LogLines();
        builder.Logging.AddProvider(log).AddFilter<LogLines>(null, LogLevel.Information);
        var (certificate, key) = files.Client(uid);
        services?.Invoke(builder.Services);
        builder.Services.AddConnector(settings =>
        {
            settings.Gateways = [gateway];
            settings.ServerName = "localhost";
            (settings.CertificatePath, settings.KeyPath, settings.CaPath) = (certificate, key, files.Authority);
            settings.Targets = ["*"];
            configure?.Invoke(settings);
        });
        var host = builder.Build();
        await host.StartAsync().InTime();
        return new RunningConnector(host, log);
    }

    public Task WaitUpAsync() => Status.WaitUpAsync().InTime();

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
