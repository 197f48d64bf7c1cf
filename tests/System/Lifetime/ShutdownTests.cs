using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using SocketWarp.SystemTests.Running;
using SocketWarp.SystemTests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.SystemTests.Lifetime;

[Collection(TimedCollection.Name)]
public sealed class ShutdownTests
{
    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task AllInOne_Signalled_EndsWithinFiveSecondsAndLeavesNothing(string signal)
    {
        await using var host = await StartAsync();
        await SignalAndWaitAsync(host, signal);
        // What a process says about itself at each start and end is no fault.
        Assert.DoesNotContain("No link to ControlApi", host.Process.Error, StringComparison.Ordinal);
        Assert.Empty(LogFigures.Faults(host.Process.Error));
    }

    [Fact]
    public async Task AllInOne_OtherSignals_AreHeededByAllParts_AndDoNotEndIt()
    {
        await using var host = await StartAsync();
        await host.Process.SignalAsync("HUP");
        await LoggedAsync("SIGHUP is done");
        await host.Process.SignalAsync("USR1");
        foreach (var part in (string[])["gateway default: sessions 1", "connector ", "control API: assignments 1", "SCEP server: clients"])
            await LoggedAsync($"SIGUSR1: {part}");
        await host.Process.SignalAsync("USR2");
        await LoggedAsync("SIGUSR2: everything");
        Assert.DoesNotContain("take effect at the next start", host.Process.Error, StringComparison.Ordinal);
        await SignalAndWaitAsync(host, "TERM");

        Task<string> LoggedAsync(string text) => host.Process.ErrorAsync(error => error.Contains(text, StringComparison.Ordinal), Limits.Step);
    }

    [Fact]
    public async Task AllInOne_SignalledWithTunnelsOpen_StillEndsInTime()
    {
        await using var host = await StartAsync();
        var visitors = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 50; i++)
                visitors.Add(await ConnectAsync(host.Endpoints.Visitor));
            await SignalAndWaitAsync(host, "TERM");
        }
        finally
        {
            visitors.ForEach(v => v.Dispose());
        }
    }

    [Fact]
    public async Task AllInOne_StartedAgainInTheSameState_HasItsAssignments()
    {
        using var state = new TestDirectory();
        var (port, targetPort) = (Ports.FreeTcp(), Ports.FreeTcp());
        // The demo target's port is another one after each start.
        await using var target = RunningProcess.Start("ncat", ["-l", "-k", "127.0.0.1", $"{targetPort}", "--exec", "/bin/cat"]);
        await Ports.WaitForListenerAsync(targetPort);
        for (var round = 0; round < 2; round++)
        {
            await using var tool = RunningAllInOne.Start(state.Path);
            await tool.LineAsync(RunningAllInOne.IsReady, Limits.Start);
            var endpoints = Endpoints.Read(state.File("endpoints.json"));
            using var api = new ApiClient(endpoints.Api, (await File.ReadAllTextAsync(endpoints.TokenFile)).Trim());
            if (round == 0)
                await api.PublishAsync(endpoints.Uid, $"127.0.0.1:{targetPort}", "kept", port);
            await api.UntilAsync("kept", a => a.State == Protocol.Rest.AssignmentStatus.Listening);
            using var visitor = await ConnectAsync($"127.0.0.1:{port}");
            await tool.SignalAsync("KILL");
            await tool.ExitAsync(Limits.Step);
        }
    }

    /// <summary>A visitor through whose tunnel data has gone.</summary>
    private static async Task<TcpClient> ConnectAsync(string address)
    {
        var visitor = new TcpClient();
        await visitor.ConnectAsync(IPEndPoint.Parse(address)).WaitAsync(Limits.Step);
        await visitor.Client.SendAsync("hello"u8.ToArray()).WaitAsync(Limits.Step);
        await visitor.GetStream().ReadExactlyAsync(new byte[5]).AsTask().WaitAsync(Limits.Step);
        return visitor;
    }

    private static async Task<RunningAllInOne> StartAsync()
    {
        var host = new RunningAllInOne();
        await host.InitializeAsync();
        return host;
    }

    private static async Task SignalAndWaitAsync(RunningAllInOne host, string signal)
    {
        var descendants = ProcessFacts.Descendants(host.Process.Id);
        var watch = Stopwatch.StartNew();
        await host.Process.SignalAsync(signal);
        Assert.Equal(0, await host.Process.ExitAsync(Limits.Step));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Limits.Shutdown);
        Assert.DoesNotContain(descendants, id => Directory.Exists($"/proc/{id}"));
    }
}
