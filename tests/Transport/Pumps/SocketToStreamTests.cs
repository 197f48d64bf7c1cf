using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Tests.Pumps;

public sealed class SocketToStreamTests
{
    /// <summary>The failed send takes the error from the socket, whose reads then look like the end of a peer that has finished.</summary>
    [Fact]
    public async Task Reset_WhoseErrorASendHasTaken_IsNoEnd()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("other systems do not tell the two apart");
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var far = await TestSockets.ConnectAsync(listener.LocalEndPoint!);
        using var near = await listener.AcceptAsync().InTime();
        far.CloseWithReset();
        Assert.True(near.Poll(TimeSpan.FromSeconds(10), SelectMode.SelectRead));
        await Assert.ThrowsAsync<SocketException>(() => near.SendAllAsync(new byte[1]));

        var output = new Pipe();
        var result = await SocketToStream.PumpAsync(near, output.Writer, new TunnelTraffic(new TunnelCounters()), new SocketOptions()).InTime();

        Assert.Equal(PumpEnd.InputFailed, result.End);
        await output.Writer.CompleteAsync();
        Assert.Equal(0, (await output.Reader.ReadAsync(TestContext.Current.CancellationToken)).Buffer.Length);
    }
}
