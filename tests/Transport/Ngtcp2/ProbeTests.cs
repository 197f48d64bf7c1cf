using System.Net;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tests.Conformance;
using SocketWarp.Transport.Tests.Engines;
using SocketWarp.Transport.Tests.Peers;

namespace SocketWarp.Transport.Tests.Ngtcp2;

/// <summary>Probes that share a session, and those that it does not outlive.</summary>
[Collection(TimedCollection.Name)]
public sealed class ProbeTests() : EngineTests(EngineKind.Ngtcp2)
{
    /// <summary>Nothing but a probe makes such a session say anything.</summary>
    private static readonly SessionLimits Silent = new() { IdleTimeout = TimeSpan.FromSeconds(60), KeepAlive = TimeSpan.Zero };

    [Fact]
    public async Task Probe_BesideOneThatGivesUpSooner_IsStillAnswered()
    {
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials, Silent, Silent);

        // Packets that are left over from the beginning may answer the first rounds; the later ones are quiet.
        for (var round = 0; round < 10; round++)
        {
            var patient = pair.Client.ProbeAsync(TimeSpan.FromSeconds(5));
            await pair.Client.ProbeAsync(TimeSpan.FromMilliseconds(1)).InTime();
            Assert.True(await patient.InTime());
        }
    }

    [Fact]
    public async Task Probe_WhoseSessionEnds_IsFalseAtOnce()
    {
        await using var peer = await PeerProcess.ListenAsync(Kind, Credentials, Silent);
        await using var session = await Engine.ConnectAsync(Credentials.Connect(new IPEndPoint(IPAddress.Loopback, peer.Port), Silent)).InTime();
        await peer.StopAsync();
        var probe = session.ProbeAsync(TimeSpan.FromMinutes(2)).AsTask();
        // On its way: the engine has done what was asked before this.
        Assert.False(await session.ProbeAsync(TimeSpan.FromMilliseconds(200)).InTime());
        Assert.False(probe.IsCompleted);

        await session.CloseAsync(1, "test").InTime();

        Assert.False(await probe.InTime());
    }
}
