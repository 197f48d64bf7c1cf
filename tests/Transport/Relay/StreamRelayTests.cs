using SocketWarp.TestSupport;
using SocketWarp.Transport.Relay;

namespace SocketWarp.Transport.Tests.Relay;

public sealed class StreamRelayTests
{
    [Fact]
    public async Task Relay_WhosePeersWantNoMoreAndNeverEnd_IsOverInTime()
    {
        await using var pairs = new StreamPairs();
        var (near, far) = (await pairs.ConnectAsync(StreamKind.Memory), await pairs.ConnectAsync(StreamKind.Memory));
        var running = StreamRelay.RunAsync(near.Stream, far.Stream, TimeSpan.FromMilliseconds(50));

        near.Peer.StopReading(0);
        far.Peer.StopReading(0);
        await near.Peer.Output.WriteAsync(new byte[1], TestContext.Current.CancellationToken);
        await far.Peer.Output.WriteAsync(new byte[1], TestContext.Current.CancellationToken);

        Assert.Equal(RelayEnd.Unwanted, (await running.InTime()).End);
    }
}
