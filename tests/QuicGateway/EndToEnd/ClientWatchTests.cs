using Microsoft.AspNetCore.Http;
using SocketWarp.Protocol;
using SocketWarp.QuicGateway.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.QuicGateway.Tests.EndToEnd;

/// <summary>Watch services that are no good ones.</summary>
public sealed class ClientWatchTests : WatchedSurroundings
{
    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("GET / HTTP/1.1\n")]
    [InlineData("[]\n")]
    [InlineData("{\"kind\":\"changed\"}\n")]
    [InlineData("{\"kind\":\"changed\",\"uid\":\"\\ud800\"}\n")]
    public async Task WatchSpeaksSomethingElse_ItIsSoughtAnew_AndGoodOnesAreHeard(string text)
    {
        var watch = await Watch.GreetAsync(Gateway);
        if (text.Length > 0)
            watch.Say(text);
        else
            watch.Say(new string(' ', 5000));
        await using var peer = await RawPeer.ConnectAsync(Files, "inside", Gateway.Address);
        await peer.EnterAsync();
        Verify.Revoke("inside");
        (await Watch.GreetAsync(Gateway)).SayChanged("inside");
        Assert.Equal(ErrorCode.NotAdmitted, await peer.ClosedAsync());
    }

    [Fact]
    public async Task WatchSaysWhatALaterVersionMay_ItIsHeardOn()
    {
        var watch = await Watch.GreetAsync(Gateway);
        watch.Say("{\"kind\":\"weather\",\"uid\":5,\"sun\":true}\n");
        await using var peer = await RawPeer.ConnectAsync(Files, "inside", Gateway.Address);
        await peer.EnterAsync();
        Verify.Revoke("inside");
        // In pieces, as a network may bring it.
        watch.Say("{\"kind\":\"beat\"}\n{\"kind\":\"chan");
        watch.Say("ged\",\"uid\":\"inside\"}\n");
        Assert.Equal(ErrorCode.NotAdmitted, await peer.ClosedAsync());
        Assert.Single(Watch.Authorizations);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(401)]
    [InlineData(302)]
    public async Task WatchIsRefused_ItIsSoughtAnew(int status)
    {
        var watch = await Watch.GreetAsync(Gateway);
        Watch.Status = status;
        watch.End();
        await Watch.Refused.Reader.ReadAsync().InTime();
        await Watch.Refused.Reader.ReadAsync().InTime();
        Watch.Status = StatusCodes.Status200OK;
        await using var peer = await RawPeer.ConnectAsync(Files, "inside", Gateway.Address);
        await peer.EnterAsync();
        Verify.Revoke("inside");
        (await Watch.GreetAsync(Gateway)).SayChanged("inside");
        Assert.Equal(ErrorCode.NotAdmitted, await peer.ClosedAsync());
    }
}
