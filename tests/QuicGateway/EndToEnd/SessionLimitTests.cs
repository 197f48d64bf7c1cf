using SocketWarp.Protocol;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.QuicGateway.Tests.Support;

namespace SocketWarp.QuicGateway.Tests.EndToEnd;

public sealed class SessionLimitTests : Surroundings
{
    internal override void Configure(GatewaySettings settings) => (settings.Sessions.MaxSessions, settings.Admission.MaxPending) = (2, 1);

    [Fact]
    public async Task AsManySessionsAsThereMayBe_TheNextIsTurnedAway_AndAFreedPlaceIsUsable()
    {
        await using var first = await RawPeer.ConnectAsync(Files, "first", Gateway.Address);
        await first.EnterAsync();
        var second = await RawPeer.ConnectAsync(Files, "second", Gateway.Address);
        await second.EnterAsync();
        await using (var third = await RawPeer.ConnectAsync(Files, "third", Gateway.Address))
            Assert.Equal(ErrorCode.LimitReached, await third.ClosedAsync());
        await second.DisposeAsync();
        await Control.Reports.WaitAsync(r => r.Session is { Up: false, Uid: "second" });
        await using var connector = await StartConnectorAsync("fourth");
        await connector.WaitUpAsync();
        Assert.False(first.Session.Closed.IsCompleted);
    }

    [Fact]
    public async Task AsManyPeersBeingAdmittedAsThereMayBe_TheNextIsTurnedAway()
    {
        await using var silent = await RawPeer.ConnectAsync(Files, "silent", Gateway.Address);
        await using var next = await RawPeer.ConnectAsync(Files, "next", Gateway.Address);
        Assert.Equal(ErrorCode.LimitReached, await next.ClosedAsync());
        Assert.False(silent.Session.Closed.IsCompleted);
    }
}
