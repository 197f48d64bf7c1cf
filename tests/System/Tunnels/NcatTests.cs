using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;
using SocketWarp.SystemTests.Running;
using SocketWarp.SystemTests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.SystemTests.Tunnels;

/// <summary>Real <c>ncat</c> at the ends of a tunnel: what they send arrives, and each direction ends by itself.</summary>
[Collection(AllInOneCollection.Name)]
public sealed class NcatTests(RunningAllInOne host) : IDisposable
{
    private readonly TestDirectory _files = new();

    [Fact]
    public async Task Ncat_ToTheDemoTarget_GetsItsEcho()
    {
        var visitor = IPEndPoint.Parse(host.Endpoints.Visitor);
        Assert.Equal("hello\n", await RunningProcess.MustRunAsync("ncat", [$"{visitor.Address}", $"{visitor.Port}"], "hello\n"));
    }

    [Fact]
    public async Task Ncat_SendsFiveMegabytesThenCloses_AllArriveEveryTime()
    {
        var data = await TestData.WriteAsync(_files.File("sent"), 5_000_000);
        var port = Ports.FreeTcp();
        var visitorPort = await host.Api.PublishAsync(host.Endpoints.Uid, $"127.0.0.1:{port}", "ncat-sends");
        for (var round = 0; round < 10; round++)
        {
            await using var target = RunningProcess.Start("sh", ["-c", $"exec ncat -l 127.0.0.1 {port} --recv-only > '{_files.File("received")}'"]);
            await WaitForListenSocketAsync(port);
            await RunningProcess.MustRunAsync("sh", ["-c", $"exec ncat --send-only 127.0.0.1 {visitorPort} < '{_files.File("sent")}'"]);
            Assert.Equal(0, await target.ExitAsync(Limits.Step));
            Assert.Equal(data, await File.ReadAllBytesAsync(_files.File("received")));
        }
    }

    [Fact]
    public async Task Ncat_EndsItsSide_StillGetsTheAnswerThatComesAfterwards()
    {
        using var listener = Listen(out var address);
        var visitorPort = await host.Api.PublishAsync(host.Endpoints.Uid, address, "ncat-half-close");
        var visiting = RunningProcess.MustRunAsync("ncat", ["127.0.0.1", $"{visitorPort}"], new string('x', 1_000_000));

        using var target = await listener.AcceptTcpClientAsync().WaitAsync(Limits.Step);
        var received = await ReadToEndAsync(target);
        await target.Client.SendAsync(Encoding.ASCII.GetBytes($"{received.Length}")).WaitAsync(Limits.Step);
        target.Client.Shutdown(SocketShutdown.Send);
        Assert.Equal("1000000", await visiting);
    }

    [Fact]
    public async Task Target_EndsItsSideFirst_StillGetsWhatTheVisitorSendsAfterwards()
    {
        using var listener = Listen(out var address);
        var visitorPort = await host.Api.PublishAsync(host.Endpoints.Uid, address, "target-half-close");
        using var visitor = new TcpClient();
        await visitor.ConnectAsync(IPAddress.Loopback, visitorPort).WaitAsync(Limits.Step);

        using var target = await listener.AcceptTcpClientAsync().WaitAsync(Limits.Step);
        await target.Client.SendAsync("hello"u8.ToArray()).WaitAsync(Limits.Step);
        target.Client.Shutdown(SocketShutdown.Send);
        Assert.Equal("hello"u8.ToArray(), await ReadToEndAsync(visitor));

        var data = new byte[1_000_000];
        new Random(1).NextBytes(data);
        var receiving = ReadToEndAsync(target);
        await visitor.Client.SendAsync(data).WaitAsync(Limits.Step);
        visitor.Client.Shutdown(SocketShutdown.Send);
        Assert.Equal(data, await receiving);
    }

    [Fact]
    public async Task Visitor_OfATargetThatRefuses_IsReset()
    {
        var visitorPort = await host.Api.PublishAsync(host.Endpoints.Uid, $"127.0.0.1:{Ports.FreeTcp()}", "refuses");
        using var visitor = new TcpClient();
        await visitor.ConnectAsync(IPAddress.Loopback, visitorPort).WaitAsync(Limits.Step);
        var failure = await Assert.ThrowsAsync<SocketException>(async () => await visitor.Client.ReceiveAsync(new byte[1]).WaitAsync(Limits.Step));
        Assert.Equal(SocketError.ConnectionReset, failure.SocketErrorCode);
        var assignment = await host.Api.UntilAsync("refuses", a => a.Counters?.LastFailure is not null);
        Assert.Contains("refused", assignment.Counters!.LastFailure, StringComparison.OrdinalIgnoreCase);
    }

    public void Dispose() => _files.Dispose();

    private static TcpListener Listen(out string address)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        address = $"{listener.LocalEndpoint}";
        return listener;
    }

    private static async Task<byte[]> ReadToEndAsync(TcpClient client)
    {
        // Not through its stream: .NET refuses one for a socket whose own side has ended.
        using var data = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await client.Client.ReceiveAsync(buffer).WaitAsync(Limits.Step)) > 0)
            data.Write(buffer, 0, read);
        return data.ToArray();
    }

    /// <summary>Waits without connecting: these targets take one connection and end with it.</summary>
    private static async Task WaitForListenSocketAsync(int port)
    {
        using var limit = new CancellationTokenSource(Limits.Step);
        while (!IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(e => e.Port == port))
            await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token);
    }
}
