using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Tests.Engines;
using SocketWarp.Transport.Tests.Tunnels;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Tests.Relay;

/// <summary>What a pumped tunnel costs.</summary>
[Collection(TimedCollection.Name)]
public sealed class RelayCostTests
{
    private const int Chunk = 16 * 1024;
    private const int Chunks = 4096;

    [Fact]
    public async Task Pumps_64MiBEachWay_AllocateNothingPerRead()
    {
        var outcomes = Channel.CreateUnbounded<TunnelOutcome>();
        using var credentials = new Credentials();
        await using var engine = new MemoryEngine(NullLoggerFactory.Instance);
        await using var pair = await SessionPair.ConnectAsync(engine, credentials);
        var (visitor, gatewaysEnd) = await StreamPairs.ConnectSocketsAsync();
        using var _ = visitor;
        var running = PumpedTunnel.RunVisitorAsync(
            gatewaysEnd,
            pair.Server,
            new TestTunnel("x", hear: false, outcomes.Writer),
            new SocketOptions(),
            NullLogger.Instance,
            CancellationToken.None
        );
        var stream = await pair.Client.AcceptStreamAsync().InTime();
        var echoing = stream.EchoAsync();
        await visitor.ReadTextAsync(2); // the opening comes back
        await EchoAsync(visitor, 100);

        var before = GC.GetTotalAllocatedBytes(precise: true);
        await EchoAsync(visitor, Chunks);
        var perChunk = (GC.GetTotalAllocatedBytes(precise: true) - before) / Chunks;

        // The test's own tasks and the pipes in memory allocate a little; a buffer or a task of the pumps per read would be thousands.
        Assert.InRange(perChunk, 0, 2000);
        visitor.Shutdown(SocketShutdown.Send);
        await echoing.InTime();
        Assert.Equal(TunnelEnd.Completed, (await running.InTime()).End);
    }

    private static async Task EchoAsync(Socket visitor, int chunks)
    {
        var outgoing = new byte[Chunk];
        var incoming = new byte[Chunk];
        for (var i = 0; i < chunks; i++)
        {
            await visitor.SendAsync(outgoing.AsMemory());
            for (var have = 0; have < Chunk; )
                have += await visitor.ReceiveAsync(incoming.AsMemory(have));
        }
    }
}
