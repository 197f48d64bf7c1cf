using SocketWarp.Rpc.Tests.Support;

namespace SocketWarp.Rpc.Tests.Peers;

/// <summary>Google's client against our server.</summary>
public sealed class PythonClientTests
{
    [Theory(Timeout = Expect.Timeout)]
    [InlineData("unary")]
    [InlineData("large")]
    [InlineData("server_streaming")]
    [InlineData("client_streaming")]
    [InlineData("duplex")]
    [InlineData("metadata")]
    [InlineData("failure")]
    [InlineData("long_detail")]
    [InlineData("unknown_method")]
    [InlineData("too_large")]
    [InlineData("compressed")]
    [InlineData("garbled")]
    [InlineData("many")]
    [InlineData("unary", true)]
    [InlineData("large", true)]
    [InlineData("server_streaming", true)]
    [InlineData("client_streaming", true)]
    [InlineData("duplex", true)]
    [InlineData("metadata", true)]
    [InlineData("failure", true)]
    [InlineData("many", true)]
    public async Task PythonClient_Scenario_Succeeds(string scenario, bool secure = false) => await RunAsync(scenario, secure);

    [Theory(Timeout = Expect.Timeout)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PythonClient_DeadlinePasses_ServerTokenFires(bool secure)
    {
        var service = await RunAsync("deadline", secure);
        await service.Cancelled;
    }

    [Theory(Timeout = Expect.Timeout)]
    [InlineData("cancel", false)]
    [InlineData("cancel", true)]
    [InlineData("cancel_stream", false)]
    [InlineData("cancel_stream", true)]
    public async Task PythonClient_Cancels_ServerTokenFires(string scenario, bool secure) => await RunAsync(scenario, secure, async (service, client) =>
    {
        await client.ExpectLineAsync("calling");
        if (scenario == "cancel")
            await service.HangStarted;
        else
            await service.Cancelled;
        await client.SayAsync("go on");
        await service.Cancelled;
    });

    private static async Task<DemoService> RunAsync(string scenario, bool secure, Func<DemoService, PythonPeer, Task>? meanwhile = null)
    {
        var service = new DemoService();
        using var tls = secure ? new TestTls { DemandClientCertificate = true } : null;
        await using var host = await RpcHost.StartAsync(service, tls);
        string[] files = tls is null ? [] : ["--key", tls.ClientKeyFile, "--certificate", tls.ClientFile, "--authority", tls.AuthorityFile];
        await using var client = PythonPeer.Start("peer_client.py", [$"localhost:{host.Address.Port}", scenario, .. files]);
        if (meanwhile is not null)
            await meanwhile(service, client);
        await client.ExpectSuccessAsync();
        Assert.Empty(host.Log.All);
        return service;
    }
}
