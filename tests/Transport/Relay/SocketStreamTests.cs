using System.IO.Pipelines;
using System.Net.Sockets;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Relay;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Tests.Relay;

public sealed class SocketStreamTests
{
    /// <summary>The failed send takes the error from the socket, whose reads then look like the end of a peer that has finished.</summary>
    [Fact]
    public async Task Reset_WhoseErrorASendHasTaken_IsNoEnd()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("other systems do not tell the two apart");
        var (far, near) = await StreamPairs.ConnectSocketsAsync();
        far.CloseWithReset();
        Assert.True(near.Poll(TimeSpan.FromSeconds(10), SelectMode.SelectRead));
        await Assert.ThrowsAsync<SocketException>(() => near.SendAllAsync(new byte[1]));
        await using var stream = new SocketStream(near, new SocketOptions());

        var output = new Pipe();
        await Assert.ThrowsAsync<StreamResetException>(() => stream.CopyToAsync(output.Writer, CancellationToken.None).InTime());

        await output.Writer.CompleteAsync();
        Assert.Equal(0, (await output.Reader.ReadAsync(TestContext.Current.CancellationToken)).Buffer.Length);
    }
}
