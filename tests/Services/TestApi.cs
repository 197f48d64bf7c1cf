using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SocketWarp.Client;
using SocketWarp.ControlApi;
using SocketWarp.TestSupport;
using SocketWarp.Web;

namespace SocketWarp.TestServices;

/// <summary>A real ControlApi in this process, on ports of the system's choice.</summary>
public sealed class TestApi : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TestDirectory _state;

    private TestApi(WebApplication app, TestDirectory state)
    {
        (_app, _state) = (app, state);
        Addresses = app.Services.GetRequiredService<ControlApiAddresses>();
        Tokens = [.. new[] { Addresses.AdminTokenFile, Addresses.ViewerTokenFile, Addresses.GatewayTokenFile }.Select(f => File.ReadAllText(f).Trim())];
        Admin = Client(Tokens[0]);
    }

    public ControlApiAddresses Addresses { get; }

    /// <summary>The tokens of admin, viewer and gateway.</summary>
    public IReadOnlyList<string> Tokens { get; }

    public ControlClient Admin { get; }

    public static async Task<TestApi> StartAsync(params (string Key, string Value)[] settings)
    {
        var state = new TestDirectory();
        var defaults = new Dictionary<string, string?>
        {
            ["Api:Listen"] = "127.0.0.1:0",
            // Scripts have a gateway that never answers, too.
            ["Api:AcknowledgeTimeout"] = "2s",
            ["Control:Listen"] = "127.0.0.1:0",
            ["State:Directory"] = state.Path,
            ["Logging:LogLevel:Default"] = "Warning",
        };
        foreach (var (key, value) in settings)
            defaults[key] = value;
        var builder = WebService.CreateBuilder("cli-test", [], defaults);
        builder.Services.AddControlApi();
        var app = builder.Build();
        app.MapControlApi();
        await app.StartAsync().InTime();
        return new TestApi(app, state);
    }

    public GrpcChannel Channel() => GrpcChannel.ForAddress(Addresses.Control!);

    /// <summary>The gateway's token as a call carries it.</summary>
    public Metadata GatewayAuthorization => new() { { "authorization", $"Bearer {Tokens[2]}" } };

    public ControlClient Client(string? token) =>
        new(
            new ApiClientOptions
            {
                Address = Addresses.Rest!,
                Token = token,
                CallTimeout = Waiting.Patience,
            }
        );

    /// <summary>Asks again and again, because what is asked for has no event that a client could wait for.</summary>
    public static async Task UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> holds)
    {
        using var limit = new CancellationTokenSource(Waiting.Patience);
        while (!holds(await ask().WaitAsync(limit.Token)))
            await Task.Delay(10, limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await _app.StopAsync().InTime();
        await _app.DisposeAsync();
        _state.Dispose();
    }
}
