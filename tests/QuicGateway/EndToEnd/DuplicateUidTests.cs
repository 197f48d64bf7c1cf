using System.Diagnostics;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Frames;
using SocketWarp.Protocol.Session;
using SocketWarp.QuicGateway.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.QuicGateway.Tests.EndToEnd;

public sealed class DuplicateUidTests : Surroundings
{
    [Fact]
    public async Task FirstAnswers_SecondIsRefused()
    {
        await using var first = await StartConnectorAsync("inside");
        await first.WaitUpAsync();
        await using var second = await RawPeer.ConnectAsync(Files, "inside", Gateway.Address);
        await second.HelloAsync();
        Assert.Equal(ErrorCode.DuplicateUid, await second.ClosedAsync());
        Assert.NotNull(first.Status.Session);
    }

    [Fact]
    public async Task FirstIsStuck_SecondTakesOverWithinTwoSeconds()
    {
        // Its machine answers, its program does not.
        await using var first = await RawPeer.ConnectAsync(Files, "inside", Gateway.Address);
        await first.EnterAsync();
        var watch = Stopwatch.StartNew();
        await using var second = await StartConnectorAsync("inside");
        await second.WaitUpAsync();
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.Equal(ErrorCode.Replaced, await first.ClosedAsync());
        using var visitor = await Visitor.ConnectAsync(await PublishAsync("inside"));
        Assert.Equal("hello", await visitor.EchoAsync("hello"));
    }

    [Fact]
    public async Task FirstDrains_SecondIsAdmittedAtOnce_AndOldTunnelsFinish()
    {
        await using var first = await StartConnectorAsync("inside", settings => settings.DrainPeriod = Waiting.Patience);
        await first.WaitUpAsync();
        var port = await PublishAsync("inside");
        using var old = await Visitor.ConnectAsync(port);
        await old.EchoAsync("before");
        var stopping = first.StopAsync();
        await using var second = await StartConnectorAsync("inside");
        await second.WaitUpAsync();
        Assert.Equal("fresh", await Visitor.ReachAsync(port, "fresh"));
        Assert.Equal("after", await old.EchoAsync("after"));
        old.EndSending();
        await old.EndAsync();
        await stopping;
    }

    [Fact]
    public async Task SecondReplacesTheFirst_VisitorsGoToTheFirstUntilItDrains()
    {
        await using var first = await RawPeer.ConnectAsync(Files, "inside", Gateway.Address);
        var control = await first.HelloAsync();
        var welcome = Assert.IsType<Welcome>((await control.ReadAsync(CancellationToken.None).InTime())?.Body);
        Assert.Contains(Capabilities.Replaces, welcome.Capabilities);
        first.KeepAnswering(control);
        var port = await PublishAsync("inside");
        await using var second = await RawPeer.ConnectAsync(Files, "inside", Gateway.Address);
        var successor = await second.HelloAsync(new Hello { Version = WireProtocols.Version, Replaces = welcome.SessionId });
        Assert.Equal(FrameKind.Welcome, (await successor.ReadAsync(CancellationToken.None).InTime())?.Kind);

        using var old = await Visitor.ConnectAsync(port);
        await using var tunnel = await first.Session.AcceptStreamAsync().InTime();
        await control.SendAsync(FrameKind.Drain, new Drain { Reason = "renewed", Seconds = 60 }, CancellationToken.None);
        await control.SendAsync(FrameKind.Ping, new Ping { Sequence = 1 }, CancellationToken.None);
        await first.Ponged.InTime();
        using var later = await Visitor.ConnectAsync(port);
        await using var next = await second.Session.AcceptStreamAsync().InTime();
        Assert.False(first.Session.Closed.IsCompleted);
    }

    [Fact]
    public async Task SecondReplacesAFirstThatIsStuck_VisitorsGoToTheSecond()
    {
        await using var first = await RawPeer.ConnectAsync(Files, "inside", Gateway.Address);
        var control = await first.HelloAsync();
        var welcome = Assert.IsType<Welcome>((await control.ReadAsync(CancellationToken.None).InTime())?.Body);
        var port = await PublishAsync("inside");
        await using var second = await RawPeer.ConnectAsync(Files, "inside", Gateway.Address);
        var successor = await second.HelloAsync(new Hello { Version = WireProtocols.Version, Replaces = welcome.SessionId });
        Assert.Equal(FrameKind.Welcome, (await successor.ReadAsync(CancellationToken.None).InTime())?.Kind);
        second.KeepAnswering(successor);
        Assert.Equal(ErrorCode.Replaced, await first.ClosedAsync());
        await Control.Reports.WaitAsync(r => r.Session is { Up: false } s && s.SessionId == welcome.SessionId);
        using var visitor = await Visitor.ConnectAsync(port);
        await using var tunnel = await second.Session.AcceptStreamAsync().InTime();
    }

    [Fact]
    public async Task SecondIsNotAdmitted_ButNamesTheFirst_TheFirstServesOn()
    {
        await using var first = await RawPeer.ConnectAsync(Files, "inside", Gateway.Address);
        var control = await first.HelloAsync();
        var welcome = Assert.IsType<Welcome>((await control.ReadAsync(CancellationToken.None).InTime())?.Body);
        first.KeepAnswering(control);
        var port = await PublishAsync("inside");
        using var revoked = Files.CreateClient("inside");
        Verify.Revoke(revoked);
        await using var second = await RawPeer.ConnectAsync(Files, "inside", Gateway.Address, certificate: revoked);
        var successor = await second.HelloAsync(new Hello { Version = WireProtocols.Version, Replaces = welcome.SessionId });
        Assert.Equal(FrameKind.Refused, (await successor.ReadAsync(CancellationToken.None).InTime())?.Kind);
        Assert.Equal(ErrorCode.NotAdmitted, await second.ClosedAsync());
        using var visitor = await Visitor.ConnectAsync(port);
        await using var tunnel = await first.Session.AcceptStreamAsync().InTime();
        Assert.False(first.Session.Closed.IsCompleted);
    }

    [Fact]
    public async Task Legacy_FirstAnswers_SecondIsRefused()
    {
        await using var first = await RawPeer.ConnectAsync(Files, "inside", Gateway.Address, WireProtocols.Legacy);
        await Control.Reports.WaitAsync(r => r.Session is { Up: true, Protocol: WireProtocols.Legacy });
        await using var second = await RawPeer.ConnectAsync(Files, "inside", Gateway.Address, WireProtocols.Legacy);
        Assert.Equal(ErrorCode.DuplicateUid, await second.ClosedAsync());
    }

    [Fact]
    public async Task ManyAtOnce_ExactlyOneIsIn()
    {
        var peers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RawPeer.ConnectAsync(Files, "inside", Gateway.Address)));
        try
        {
            var answers = await Task.WhenAll(peers.Select(AskAsync));
            Assert.Single(answers, a => a == FrameKind.Welcome);
            Assert.Equal(7, answers.Count(a => a == FrameKind.Refused));
        }
        finally
        {
            foreach (var peer in peers)
                await peer.DisposeAsync();
        }
    }

    /// <summary>Enters if it can, and answers the pings that the others' attempts cause.</summary>
    private static async Task<FrameKind> AskAsync(RawPeer peer)
    {
        var control = await peer.HelloAsync();
        var answer = await control.ReadAsync(CancellationToken.None).InTime();
        if (answer?.Kind == FrameKind.Welcome)
            peer.KeepAnswering(control);
        return answer!.Value.Kind;
    }
}
