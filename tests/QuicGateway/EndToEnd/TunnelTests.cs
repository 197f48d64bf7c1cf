using System.Net;
using System.Net.Sockets;
using SocketWarp.Protocol;
using SocketWarp.QuicGateway.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.QuicGateway.Tests.EndToEnd;

public sealed class TunnelTests : Surroundings
{
    [Fact]
    public async Task Visitor_OfAListeningPort_ReachesTheTarget()
    {
        await using var connector = await StartConnectorAsync("inside");
        using var visitor = await Visitor.ConnectAsync(await PublishAsync("inside"));
        Assert.Equal("hello", await visitor.EchoAsync("hello"));
        visitor.EndSending();
        Assert.Equal(SocketError.Success, await visitor.EndAsync());
    }

    [Fact]
    public async Task Counters_AfterATunnel_TellItsBytes()
    {
        await using var connector = await StartConnectorAsync("inside");
        using (var visitor = await Visitor.ConnectAsync(await PublishAsync("inside")))
            await visitor.EchoAsync("hello");
        var counters = await CountersAsync("inside", c => c.VisitorsTotal == 1 && c.VisitorsNow == 0);
        Assert.Equal((5UL, 5UL, 0UL), (counters.BytesToTarget, counters.BytesToVisitor, counters.VisitorsRefused));
    }

    [Fact]
    public async Task TargetRefuses_VisitorIsReset_AndTheReasonIsReported()
    {
        await using var connector = await StartConnectorAsync("inside");
        using var visitor = await Visitor.ConnectAsync(await PublishAsync("inside", RefusingAddress()));
        Assert.Equal(SocketError.ConnectionReset, await visitor.EndAsync());
        var counters = await CountersAsync("inside", c => c.LastFailure.Length > 0);
        Assert.StartsWith(nameof(ErrorCode.TargetRefused), counters.LastFailure, StringComparison.Ordinal);
        Assert.Equal(1UL, counters.Failures[nameof(ErrorCode.TargetRefused)]);
    }

    [Fact]
    public async Task TargetIsForbidden_VisitorIsReset_AndTheReasonIsReported()
    {
        await using var connector = await StartConnectorAsync("inside", settings => settings.Targets = ["elsewhere:1"]);
        using var visitor = await Visitor.ConnectAsync(await PublishAsync("inside"));
        Assert.Equal(SocketError.ConnectionReset, await visitor.EndAsync());
        await CountersAsync("inside", c => c.Failures.ContainsKey(nameof(ErrorCode.TargetForbidden)));
    }

    [Fact]
    public async Task TargetNeverAnswers_VisitorIsResetWithinTheDialTimeout_AndTheReasonIsReported()
    {
        using var target = new DeafTarget();
        await using var connector = await StartConnectorAsync("inside", settings => settings.Tunnels.DialTimeout = TimeSpan.FromMilliseconds(500));
        using var visitor = await Visitor.ConnectAsync(await PublishAsync("inside", target.Address));
        Assert.Equal(SocketError.ConnectionReset, await visitor.EndAsync());
        await CountersAsync("inside", c => c.Failures.ContainsKey(nameof(ErrorCode.TargetTimeout)));
    }

    [Fact]
    public async Task TargetIsAUnixSocket_VisitorReachesIt()
    {
        var path = Files.Path("target.sock");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        await using var connector = await StartConnectorAsync("inside", settings => settings.Targets = [$"unix:{path}"]);
        using var visitor = await Visitor.ConnectAsync(await PublishAsync("inside", $"unix:{path}"));
        using var accepted = await listener.AcceptAsync().InTime();
        await accepted.SendAsync("x"u8.ToArray());
        accepted.Shutdown(SocketShutdown.Both);
        Assert.Equal(SocketError.Success, await visitor.EndAsync());
    }

    [Fact]
    public async Task VisitorLimit_RefusesAtOnce_AndAFreedSlotIsUsable()
    {
        await using var connector = await StartConnectorAsync("inside");
        var port = await PublishAsync("inside", maxVisitors: 2);
        using var first = await Visitor.ConnectAsync(port);
        using var second = await Visitor.ConnectAsync(port);
        await first.EchoAsync("1");
        await second.EchoAsync("2");
        using (var third = await Visitor.ConnectAsync(port))
            Assert.Equal(SocketError.ConnectionReset, await third.EndAsync());
        Assert.Equal("still here", await first.EchoAsync("still here"));

        first.EndSending();
        await first.EndAsync();
        await CountersAsync("inside", c => c.VisitorsNow == 1 && c.VisitorsRefused == 1 && c.Failures[nameof(ErrorCode.LimitReached)] == 1);
        using var fourth = await Visitor.ConnectAsync(port);
        Assert.Equal("4", await fourth.EchoAsync("4"));
    }

    [Fact]
    public async Task OneUidAtItsLimit_OthersGoOn()
    {
        await using var full = await StartConnectorAsync("full");
        await using var free = await StartConnectorAsync("free");
        var fullPort = await PublishAsync("full", maxVisitors: 1);
        var freePort = await PublishAsync("free");
        using var holder = await Visitor.ConnectAsync(fullPort);
        await holder.EchoAsync("held");
        for (var i = 0; i < 50; i++)
        {
            using var refused = await Visitor.ConnectAsync(fullPort);
            using var served = await Visitor.ConnectAsync(freePort);
            Assert.Equal("served", await served.EchoAsync("served"));
        }
    }

    [Fact]
    public async Task ConnectorAtItsOwnLimit_ResetsWithTheReason()
    {
        await using var connector = await StartConnectorAsync("inside", settings => settings.Tunnels.MaxTunnels = 1);
        var port = await PublishAsync("inside");
        using var first = await Visitor.ConnectAsync(port);
        await first.EchoAsync("1");
        using var second = await Visitor.ConnectAsync(port);
        Assert.Equal(SocketError.ConnectionReset, await second.EndAsync());
        await CountersAsync("inside", c => c.Failures.ContainsKey(nameof(ErrorCode.LimitReached)));
    }

    [Fact]
    public async Task TwoThousandTunnels_AllWork()
    {
        const int Count = 2000;
        await using var connector = await StartConnectorAsync("inside");
        var port = await PublishAsync("inside");
        var visitors = await Task.WhenAll(Enumerable.Range(0, Count).Select(_ => Visitor.ConnectAsync(port)));
        try
        {
            var answers = await Task.WhenAll(visitors.Select((v, i) => v.EchoAsync($"visitor {i}")));
            Assert.Equal(Enumerable.Range(0, Count).Select(i => $"visitor {i}"), answers);
        }
        finally
        {
            foreach (var visitor in visitors)
                visitor.Dispose();
        }
    }

    internal static string RefusingAddress()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket.LocalEndPoint!.ToString()!;
    }
}
