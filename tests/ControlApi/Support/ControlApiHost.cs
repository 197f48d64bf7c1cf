using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocketWarp.Client;
using SocketWarp.ControlApi.Assignments;
using SocketWarp.ControlApi.Gateways;
using SocketWarp.TestSupport;
using SocketWarp.Web;

namespace SocketWarp.ControlApi.Tests.Support;

/// <summary>A ControlApi in this process, on ports of the system's choice.</summary>
internal sealed class ControlApiHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TestDirectory? _ownDirectory;

    private ControlApiHost(WebApplication app, LogLines log, TestDirectory? ownDirectory)
    {
        Log = log;
        _app = app;
        _ownDirectory = ownDirectory;
        Addresses = app.Services.GetRequiredService<ControlApiAddresses>();
        AdminToken = File.ReadAllText(Addresses.AdminTokenFile).Trim();
        ViewerToken = File.ReadAllText(Addresses.ViewerTokenFile).Trim();
        GatewayToken = File.ReadAllText(Addresses.GatewayTokenFile).Trim();
        Admin = Client(AdminToken);
        Control = new ControlClient(
            new ApiClientOptions
            {
                Address = Addresses.Rest!,
                Token = AdminToken,
                CallTimeout = Waiting.Patience,
            }
        );
    }

    public ControlApiAddresses Addresses { get; }

    /// <summary>The lines of Information and above.</summary>
    public LogLines Log { get; }

    public IServiceProvider Services => _app.Services;

    public string AdminToken { get; }

    public string ViewerToken { get; }

    public string GatewayToken { get; }

    public ApiClient Admin { get; }

    /// <summary>The same as typed calls, for tests that are not about HTTP.</summary>
    public ControlClient Control { get; }

    public static async Task<ControlApiHost> StartAsync(params (string Key, string Value)[] settings)
    {
        var directory = new TestDirectory();
        return await StartAsync(directory.Path, directory, settings);
    }

    /// <summary>Starts on a state directory that outlives it.</summary>
    public static Task<ControlApiHost> StartInAsync(string directory, params (string Key, string Value)[] settings) => StartAsync(directory, null, settings);

    public ApiClient Client(string? token) => new(Addresses.Rest!, token);

    public GrpcChannel Channel(string? token) => Channels.ClearText(Addresses.Control!, token);

    public Task<FakeGateway> AttachAsync(string id = "default", ulong appliedRevision = 0) =>
        FakeGateway.AttachAsync(Channel(GatewayToken), id, appliedRevision);

    /// <summary>Asks, and asks again after each report or change, until the answer is the one that is waited for.</summary>
    public async Task<T> UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> holds)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        while (true)
        {
            var reported = _app.Services.GetRequiredService<GatewayRegistry>().Changed.Next;
            var store = _app.Services.GetRequiredService<IAssignmentStore>();
            var changed = store.WaitForChangeAsync((await store.ReadAsync(ended.Token)).Revision, ended.Token);
            var answer = await ask().InTime();
            if (holds(answer))
            {
                await ended.CancelAsync();
                return answer;
            }

            await Task.WhenAny(reported, changed).InTime();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        Control.Dispose();
        await _app.StopAsync().InTime();
        await _app.DisposeAsync();
        _ownDirectory?.Dispose();
    }

    private static async Task<ControlApiHost> StartAsync(string directory, TestDirectory? ownDirectory, (string Key, string Value)[] settings)
    {
        var defaults = new Dictionary<string, string?>
        {
            ["Api:Listen"] = "127.0.0.1:0",
            ["Control:Listen"] = "127.0.0.1:0",
            ["State:Directory"] = directory,
            ["Logging:LogLevel:Default"] = "Warning",
        };
        foreach (var (key, value) in settings)
            defaults[key] = value;
        var builder = WebService.CreateBuilder("controlapi-test", [], defaults);
        var log = new LogLines();
        builder.Logging.AddProvider(log).AddFilter<LogLines>(null, LogLevel.Information);
        builder.Services.AddControlApi();
        var app = builder.Build();
        app.MapControlApi();
        await app.StartAsync().InTime();
        return new ControlApiHost(app, log, ownDirectory);
    }
}
