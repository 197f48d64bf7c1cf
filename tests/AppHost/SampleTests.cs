using Aspire.Hosting.ApplicationModel;
using SocketWarp.TestSupport;

namespace SocketWarp.AppHost.Tests;

/// <summary>What other people's AppHosts get from the package SocketWarp.Aspire.Hosting.</summary>
public sealed class SampleTests
{
    [Fact]
    public async Task Sample_PublishesItsProject_ThroughATunnelOfItsOwn()
    {
        // As on a machine where warp is installed.
        Environment.SetEnvironmentVariable("PATH", $"{Warp.Folder}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}");
        var port = Ports.FreeTcp();
        await using var running = await RunningComposition.StartAsync<Projects.SocketWarp_Samples_Host>("--Port", $"{port}");
        await running.UntilAsync($"hello-{port}", KnownResourceStates.Finished);
        using var http = new HttpClient { Timeout = Waiting.Patience };
        Assert.Equal("Hello from a project of an AppHost.\n", await http.GetStringAsync($"http://127.0.0.1:{port}/"));
    }
}
