using System.Net;
using SocketWarp.Cli.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.Cli.Tests;

/// <summary>An API behind a reverse proxy, which has it below a path of its own.</summary>
public sealed class PrefixTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("outer")]
    [InlineData("outer/")]
    public async Task Address_WithAPath_IsCalledBelowIt(string path)
    {
        await using var api = await TestApi.StartAsync();
        var port = Ports.FreeTcp();
        using var proxy = new HttpListener { Prefixes = { $"http://127.0.0.1:{port}/outer/" } };
        proxy.Start();
        var serving = ServeAsync(proxy, api.Addresses.Rest!);
        var environment = new Dictionary<string, string?> { ["WARP_TOKEN_FILE"] = api.Addresses.AdminTokenFile, ["WARP_API"] = $"http://127.0.0.1:{port}/{path}" };

        await using var warp = RunningProgram.Start(Warp.Program, ["status"], environment, _directory.Path);

        Assert.Equal((0, ""), (await warp.ExitAsync(), warp.Error));
        Assert.Contains($"http://127.0.0.1:{port}/outer ", warp.Output, StringComparison.Ordinal);
        proxy.Stop();
        await serving.InTime();
    }

    private static async Task ServeAsync(HttpListener proxy, Uri api)
    {
        using var client = new HttpClient { Timeout = Limits.Step };
        try
        {
            while (true)
            {
                var context = await proxy.GetContextAsync();
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(api, context.Request.RawUrl!["/outer".Length..]));
                request.Headers.TryAddWithoutValidation("Authorization", context.Request.Headers["Authorization"]);
                using var response = await client.SendAsync(request);
                context.Response.StatusCode = (int)response.StatusCode;
                context.Response.Close(await response.Content.ReadAsByteArrayAsync(), willBlock: false);
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
