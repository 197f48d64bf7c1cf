using SocketWarp.Protocol;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.QuicGateway.Tests.Support;

namespace SocketWarp.QuicGateway.Tests.EndToEnd;

public sealed class WatchHeartbeatTests : WatchedSurroundings
{
    internal override void Configure(GatewaySettings settings)
    {
        base.Configure(settings);
        settings.Admission.WatchTimeout = TimeSpan.FromMilliseconds(500);
    }

    [Fact]
    public async Task WatchFallsSilent_ItIsSoughtAnew_AndSessionsAreAskedAbout()
    {
        await Watch.GreetAsync(Gateway);
        await using var peer = await RawPeer.ConnectAsync(Files, "inside", Gateway.Address);
        await peer.EnterAsync();
        Verify.Revoke("inside");
        await Watch.GreetAsync(Gateway);
        Assert.Equal(ErrorCode.NotAdmitted, await peer.ClosedAsync());
    }
}
