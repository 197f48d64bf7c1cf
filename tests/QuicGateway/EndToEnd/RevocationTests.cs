using System.Diagnostics;
using System.Net.Sockets;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Control;
using SocketWarp.Protocol.Frames;
using SocketWarp.Protocol.Session;
using SocketWarp.QuicGateway.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.QuicGateway.Tests.EndToEnd;

/// <summary>Live sessions whose certificates are good no more; the next regular question is a minute away.</summary>
public sealed class RevocationTests : WatchedSurroundings
{
    private static readonly TimeSpan Prompt = TimeSpan.FromSeconds(2);

    [Theory]
    [InlineData(WireProtocols.Native)]
    [InlineData(WireProtocols.Legacy)]
    public async Task Revoked_SessionAndItsTunnelsEndWithinTwoSecondsOfThePush_AndItCannotReturn(string protocol)
    {
        var watch = await Watch.GreetAsync(Gateway);
        await using var target = new TcpTarget();
        await using var connector = await StartConnectorAsync("inside", settings => settings.Protocols = [protocol]);
        using var visitor = await Visitor.ConnectAsync(await PublishAsync("inside", target.EndPoint.ToString()));
        await visitor.SendAsync("hello");
        using var served = await target.AcceptAsync();
        await served.ReceiveAsync(new byte[5]).InTime();
        Verify.Revoke("inside");
        var clock = Stopwatch.StartNew();
        watch.SayChanged("inside");
        Assert.Equal(SocketError.ConnectionReset, await visitor.EndAsync());
        var cut = await Assert.ThrowsAsync<SocketException>(() => served.ReceiveAsync(new byte[1]).InTime());
        Assert.Equal(SocketError.ConnectionReset, cut.SocketErrorCode);
        var down = await Control.Reports.WaitAsync(r => r.Session is { Up: false });
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Prompt);
        Assert.Contains("refused the certificate: Certificate is revoked (HTTP 401)", down.Session.Reason, StringComparison.Ordinal);
        await Control.WaitForAsync("inside", AssignmentState.Waiting);
        await using var again = await RawPeer.ConnectAsync(Files, "inside", Gateway.Address, protocol);
        if (protocol == WireProtocols.Native)
            await again.HelloAsync();
        Assert.Equal(ErrorCode.NotAdmitted, await again.ClosedAsync());
    }

    [Fact]
    public async Task Revoked_ConnectorIsToldSo()
    {
        var watch = await Watch.GreetAsync(Gateway);
        await using var peer = await RawPeer.ConnectAsync(Files, "inside", Gateway.Address);
        await peer.EnterAsync();
        Verify.Revoke("inside");
        watch.SayChanged("inside");
        Assert.Equal(ErrorCode.NotAdmitted, await peer.ClosedAsync());
    }

    [Fact]
    public async Task RevokedWhileItIsCachedAndRemembered_IsNotAdmittedAfterThePush()
    {
        var watch = await Watch.GreetAsync(Gateway);
        using var certificate = Files.CreateClient("inside");
        await using (var first = await RawPeer.ConnectAsync(Files, "inside", Gateway.Address, certificate: certificate))
            await first.EnterAsync();
        await Control.Reports.WaitAsync(r => r.Session is { Up: false });
        await using (var cached = await RawPeer.ConnectAsync(Files, "inside", Gateway.Address, certificate: certificate))
            await cached.EnterAsync();
        Assert.Equal(1, Verify.Questions);
        Verify.Revoke("inside");
        watch.SayChanged("inside");
        // The order of lines is kept: once the second uid is asked about, the first has been heard.
        await using var other = await RawPeer.ConnectAsync(Files, "other", Gateway.Address);
        await other.EnterAsync();
        Verify.Revoke("other");
        watch.SayChanged("other");
        Assert.Equal(ErrorCode.NotAdmitted, await other.ClosedAsync());
        await using var again = await RawPeer.ConnectAsync(Files, "inside", Gateway.Address, certificate: certificate);
        await again.HelloAsync();
        Assert.Equal(ErrorCode.NotAdmitted, await again.ClosedAsync());
    }

    [Fact]
    public async Task RevokedWhileTheWatchIsAway_SessionEndsWhenItIsBack()
    {
        var watch = await Watch.GreetAsync(Gateway);
        await using var peer = await RawPeer.ConnectAsync(Files, "inside", Gateway.Address);
        await peer.EnterAsync();
        watch.End();
        var next = await Watch.NextAsync();
        Verify.Revoke("inside");
        Assert.False(peer.Session.Closed.IsCompleted);
        next.Say(WatchEndpoint.Hello);
        Assert.Equal(ErrorCode.NotAdmitted, await peer.ClosedAsync());
        Assert.All(Watch.Authorizations, a => Assert.Equal("Bearer sesame", a));
    }

    [Fact]
    public async Task RevokedWhileTheWatchIsAway_CachedYesIsNotBelievedOnceItIsBack()
    {
        var watch = await Watch.GreetAsync(Gateway);
        using var certificate = Files.CreateClient("inside");
        await using (var cached = await RawPeer.ConnectAsync(Files, "inside", Gateway.Address, certificate: certificate))
            await cached.EnterAsync();
        await Control.Reports.WaitAsync(r => r.Session is { Up: false });
        await using var other = await RawPeer.ConnectAsync(Files, "other", Gateway.Address);
        await other.EnterAsync();
        watch.End();
        var next = await Watch.NextAsync();
        Verify.Revoke(certificate);
        Verify.Revoke("other");
        next.Say(WatchEndpoint.Hello);
        // Once a live session is asked about, the hello has been heard.
        Assert.Equal(ErrorCode.NotAdmitted, await other.ClosedAsync());
        await using var again = await RawPeer.ConnectAsync(Files, "inside", Gateway.Address, certificate: certificate);
        await again.HelloAsync();
        Assert.Equal(ErrorCode.NotAdmitted, await again.ClosedAsync());
    }

    [Fact]
    public async Task OldCertificateIsRevoked_SessionOfTheRenewedOneLives()
    {
        var watch = await Watch.GreetAsync(Gateway);
        using var oldCertificate = Files.CreateClient("inside");
        await using var old = await RawPeer.ConnectAsync(Files, "inside", Gateway.Address, certificate: oldCertificate);
        var oldControl = await old.EnterAsync();
        var port = await PublishAsync("inside");
        using var visitor = await Visitor.ConnectAsync(port);
        await using var tunnel = await old.Session.AcceptStreamAsync().InTime();
        await oldControl.SendAsync(FrameKind.Drain, new Drain { Seconds = 60 }, CancellationToken.None);
        await Control.WaitForAsync("inside", AssignmentState.Waiting);
        await using var renewed = await StartConnectorAsync("inside");
        await renewed.WaitUpAsync();
        var session = renewed.Status.Session?.Id;
        Verify.Revoke(oldCertificate);
        watch.SayChanged("inside");
        Assert.Equal(ErrorCode.NotAdmitted, await old.ClosedAsync());
        Assert.Equal(SocketError.ConnectionReset, await visitor.EndAsync());
        Assert.Equal("hello", await Visitor.ReachAsync(port, "hello"));
        Assert.DoesNotContain(Control.Reports.All, r => r.Session is { Up: false } s && s.SessionId == session);
        Assert.Equal(session, renewed.Status.Session?.Id);
    }

    [Fact]
    public async Task CertificateExpires_SessionEndsWithTheReason()
    {
        using var certificate = Files.CreateClient("inside", TimeSpan.FromSeconds(3));
        await using var peer = await RawPeer.ConnectAsync(Files, "inside", Gateway.Address, certificate: certificate);
        await peer.EnterAsync();
        Assert.Equal(ErrorCode.NotAdmitted, await peer.ClosedAsync());
        Assert.True(DateTime.Now >= certificate.NotAfter);
        var down = await Control.Reports.WaitAsync(r => r.Session is { Up: false });
        Assert.Contains("its certificate expired at", down.Session.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GatewayIsRestartedWhileTheVerifyServiceIsAway_KnownCertificateIsAdmitted_OthersAreNot()
    {
        await Watch.GreetAsync(Gateway);
        using var certificate = Files.CreateClient("inside");
        await using (var first = await RawPeer.ConnectAsync(Files, "inside", Gateway.Address, certificate: certificate))
            await first.EnterAsync();
        await Gateway.DisposeAsync();
        await Verify.DisposeAsync();
        Gateway = await StartGatewayAsync();
        await using var known = await RawPeer.ConnectAsync(Files, "inside", Gateway.Address, certificate: certificate);
        await known.EnterAsync();
        await using var stranger = await RawPeer.ConnectAsync(Files, "stranger", Gateway.Address);
        await stranger.HelloAsync();
        Assert.Equal(ErrorCode.VerifyUnavailable, await stranger.ClosedAsync());
    }
}
