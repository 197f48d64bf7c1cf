using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocketWarp.ScepServer.Telemetry;
using SocketWarp.TestSupport;
using SocketWarp.Web;

namespace SocketWarp.ScepServer.Tests.Support;

/// <summary>A ScepServer in this process, on a port of the system's choice.</summary>
internal sealed class ScepHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TestDirectory? _ownDirectory;

    private ScepHost(WebApplication app, string directory, TestDirectory? ownDirectory, LogLines log)
    {
        _app = app;
        _ownDirectory = ownDirectory;
        Directory = directory;
        Log = log;
        Addresses = app.Services.GetRequiredService<ScepServerAddresses>();
        Admin = Client(File.ReadAllText(Addresses.AdminTokenFile).Trim());
        Viewer = Client(File.ReadAllText(Addresses.ViewerTokenFile).Trim());
        Gateway = Client(File.ReadAllText(Addresses.GatewayTokenFile).Trim());
        Anonymous = Client(null);
    }

    public ScepServerAddresses Addresses { get; }

    public string Directory { get; }

    public LogLines Log { get; }

    public ScepMetrics Metrics => _app.Services.GetRequiredService<ScepMetrics>();

    public ScepApi Admin { get; }

    public ScepApi Viewer { get; }

    public ScepApi Gateway { get; }

    public ScepApi Anonymous { get; }

    public static Task<ScepHost> StartAsync(params (string Key, string Value)[] settings) => StartAsync(TimeProvider.System, settings);

    public static async Task<ScepHost> StartAsync(TimeProvider time, params (string Key, string Value)[] settings)
    {
        var directory = new TestDirectory();
        if (!settings.Any(s => s.Key.StartsWith("Scep:Authority", StringComparison.Ordinal)))
            SharedRsa.SaveAuthority(directory.File("ca.crt"), directory.File("ca.key"));
        return await StartAsync(directory.Path, directory, time, settings);
    }

    /// <summary>Starts on a state directory that outlives it.</summary>
    public static Task<ScepHost> StartInAsync(string directory, params (string Key, string Value)[] settings) =>
        StartAsync(directory, null, TimeProvider.System, settings);

    public ScepApi Client(string? token) => new(Addresses.Http!, token);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync().InTime();
        foreach (var api in (ScepApi[])[Admin, Viewer, Gateway, Anonymous])
            api.Dispose();
        await _app.DisposeAsync();
        _ownDirectory?.Dispose();
    }

    private static async Task<ScepHost> StartAsync(string directory, TestDirectory? ownDirectory, TimeProvider time, (string Key, string Value)[] settings)
    {
        var defaults = new Dictionary<string, string?>
        {
            ["Scep:Listen"] = "127.0.0.1:0",
            ["Scep:StateDirectory"] = directory,
            ["Scep:DownloadPath"] = Path.Combine(directory, "download"),
            // Quick to make.
            ["Scep:Authority:Key"] = "Rsa2048",
            ["Logging:LogLevel:Default"] = "Debug",
        };
        foreach (var (key, value) in settings)
            defaults[key] = value;
        var builder = WebService.CreateBuilder("scepserver-test", [], defaults);
        var log = new LogLines();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Services.AddSingleton(time).AddScepServer();
        var app = builder.Build();
        app.MapScepServer();
        await app.StartAsync().InTime();
        return new ScepHost(app, directory, ownDirectory, log);
    }
}
