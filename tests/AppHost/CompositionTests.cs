using System.Net.Sockets;
using System.Security.Cryptography;
using Aspire.Hosting.ApplicationModel;
using SocketWarp.TestSupport;

namespace SocketWarp.AppHost.Tests;

/// <summary>The composition as <c>dotnet run --project src/AppHost</c> starts it, with real processes.</summary>
public sealed class CompositionTests
{
    [Fact]
    public async Task OnRedisServer_MovesBytes_TakesCommands_AndComesBackWhenAPartWasStopped()
    {
        await using var running = await RunningComposition.StartAsync<Projects.SocketWarp_AppHost>("--FreePorts", "true", "--Redis", "Server");
        var ready = await running.UntilAsync("ready", KnownResourceStates.Running);
        Assert.Contains(ready.Properties, p => p is { Name: "Store", Value: string store } && store.Contains("redis-server", StringComparison.Ordinal));
        Assert.Equal(2, running.Replicas("control-api"));
        var visitors = running.Endpoint("gateway", "visitors");
        await MoveBytesAsync(visitors);

        // A port that somebody publishes, and a client that somebody enrols, in the dashboard.
        var port = Ports.FreeTcp();
        Assert.Contains(
            $"{port}",
            await running.RunAsync(
                "control-api",
                "publish-port",
                ("uid", "demo"),
                ("target", running.Endpoint("target", "http").Authority),
                ("port", $"{port}")
            ),
            StringComparison.Ordinal
        );
        await MoveBytesAsync(new Uri($"http://127.0.0.1:{port}/"));
        Assert.NotEmpty(await running.RunAsync("scep", "enrol-client", ("uid", "edge-7")));
        await running.RunAsync("scep", "revoke-client", ("uid", "edge-7"));

        await running.RunAsync("gateway", "drain");
        await running.UntilAsync("gateway", KnownResourceStates.Finished, KnownResourceStates.Exited);
        await running.RunAsync("gateway", KnownResourceCommands.StartCommand);
        await running.States.WaitForResourceHealthyAsync("gateway").InTime();
        await MoveBytesAsync(visitors);
    }

    /// <summary>Both ways, through the tunnel; what was sent is what the target got and what came back.</summary>
    private static async Task MoveBytesAsync(Uri visitors)
    {
        using var http = new HttpClient { BaseAddress = visitors, Timeout = Waiting.Patience };
        var bytes = RandomNumberGenerator.GetBytes(8 << 20);
        using var sent = await UntilServedAsync(() => http.PutAsync("digest", new ByteArrayContent(bytes)));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), await sent.Content.ReadAsStringAsync());

        // What is not HTTP is echoed.
        using var socket = new TcpClient();
        await socket.ConnectAsync(visitors.Host, visitors.Port).InTime();
        var stream = socket.GetStream();
        var writing = stream.WriteAsync(bytes).AsTask().ContinueWith(_ => socket.Client.Shutdown(SocketShutdown.Send), TaskScheduler.Default);
        using var echoed = new MemoryStream();
        await stream.CopyToAsync(echoed).InTime();
        await writing.InTime();
        Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(echoed.ToArray()));
    }

    /// <summary>A gateway that has just started again may not have its ports open yet.</summary>
    private static async Task<T> UntilServedAsync<T>(Func<Task<T>> ask)
    {
        using var limit = new CancellationTokenSource(Waiting.Patience);
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (HttpRequestException) when (!limit.IsCancellationRequested)
            {
                await Task.Delay(50);
            }
        }
    }
}
