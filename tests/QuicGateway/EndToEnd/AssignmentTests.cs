using System.Net;
using System.Net.Sockets;
using SocketWarp.Protocol.Control;
using SocketWarp.QuicGateway.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.QuicGateway.Tests.EndToEnd;

public sealed class AssignmentTests : Surroundings
{
    [Fact]
    public async Task NoSession_PortIsHeldButRefuses()
    {
        Control.Put(
            new Assignment
            {
                Id = "a",
                Uid = "absent",
                Target = EchoAddress,
            }
        );
        var port = (int)(await Control.WaitForAsync("a", AssignmentState.Waiting)).Port;
        Assert.True(await Visitor.IsRefusedAsync(port));
        using var rival = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Assert.Equal(
            SocketError.AddressAlreadyInUse,
            Assert.Throws<SocketException>(() => rival.Bind(new IPEndPoint(IPAddress.Loopback, port))).SocketErrorCode
        );
    }

    [Fact]
    public async Task SessionComesAndGoes_PortFollows()
    {
        Control.Put(
            new Assignment
            {
                Id = "a",
                Uid = "inside",
                Target = EchoAddress,
            }
        );
        var port = (int)(await Control.WaitForAsync("a", AssignmentState.Waiting)).Port;
        await using (await StartConnectorAsync("inside"))
        {
            await Control.WaitForAsync("a", AssignmentState.Listening);
            using var visitor = await Visitor.ConnectAsync(port);
            Assert.Equal("in", await visitor.EchoAsync("in"));
        }

        Assert.Equal((uint)port, (await Control.WaitForAsync("a", AssignmentState.Waiting)).Port);
        await Visitor.WaitForRefusalAsync(port);
    }

    [Fact]
    public async Task Removal_ClosesThePort_AndLetsVisitorsFinish()
    {
        await using var connector = await StartConnectorAsync("inside");
        var port = await PublishAsync("inside");
        using var visitor = await Visitor.ConnectAsync(port);
        await visitor.EchoAsync("before");
        var revision = Control.Remove("inside");
        await Control.Reports.WaitAsync(r => r.Applied?.Revision == revision);
        Assert.True(await Visitor.IsRefusedAsync(port));
        Assert.Equal("after", await visitor.EchoAsync("after"));
    }

    [Fact]
    public async Task ChangeOfTarget_HoldsForTheNextVisitor()
    {
        await using var other = new TcpTarget(serve: TcpTarget.EchoAsync);
        await using var connector = await StartConnectorAsync("inside", settings => settings.Targets = [EchoAddress]);
        var port = await PublishAsync("inside", other.EndPoint.ToString());
        using (var forbidden = await Visitor.ConnectAsync(port))
            Assert.Equal(SocketError.ConnectionReset, await forbidden.EndAsync());
        Assert.Equal(port, await PublishAsync("inside"));
        using var visitor = await Visitor.ConnectAsync(port);
        Assert.Equal("hello", await visitor.EchoAsync("hello"));
    }

    [Fact]
    public async Task WishThatNamesTheChosenPort_ChangesNothing()
    {
        await using var connector = await StartConnectorAsync("inside");
        var port = await PublishAsync("inside");
        using var visitor = await Visitor.ConnectAsync(port);
        await visitor.EchoAsync("before");
        Control.Put(
            new Assignment
            {
                Id = "inside",
                Uid = "inside",
                Target = EchoAddress,
                Port = (uint)port,
            }
        );
        Assert.Equal((uint)port, (await Control.WaitForAsync("inside", AssignmentState.Listening)).Port);
        Assert.Equal("after", await visitor.EchoAsync("after"));
    }

    [Fact]
    public async Task PortTakenByAnotherProgram_FailsWithTheReason_AndIsTakenOnceFree()
    {
        await using var connector = await StartConnectorAsync("inside");
        var rival = new TcpListener(IPAddress.Loopback, 0);
        rival.Start();
        var port = ((IPEndPoint)rival.LocalEndpoint).Port;
        Control.Put(
            new Assignment
            {
                Id = "a",
                Uid = "inside",
                Target = EchoAddress,
                Port = (uint)port,
            }
        );
        var failed = await Control.WaitForAsync("a", AssignmentState.Failed);
        Assert.Contains($"port {port} is taken", failed.Reason, StringComparison.Ordinal);
        rival.Stop();
        Assert.Equal((uint)port, (await Control.WaitForAsync("a", AssignmentState.Listening)).Port);
    }

    [Fact]
    public async Task PortMovesToAnotherAssignment_InOneChange()
    {
        await using var connector = await StartConnectorAsync("inside");
        var port = await PublishAsync("inside");
        Control.Remove("inside");
        Control.Put(
            new Assignment
            {
                Id = "b",
                Uid = "inside",
                Target = EchoAddress,
                Port = (uint)port,
            }
        );
        Assert.Equal((uint)port, (await Control.WaitForAsync("b", AssignmentState.Listening)).Port);
    }

    [Theory]
    [InlineData("no-port", "no port")]
    [InlineData("host:0", "port")]
    public async Task ImpossibleTarget_FailsWithTheReason(string target, string reason)
    {
        Control.Put(
            new Assignment
            {
                Id = "a",
                Uid = "inside",
                Target = target,
            }
        );
        Assert.Contains(reason, (await Control.WaitForAsync("a", AssignmentState.Failed)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UdpWish_FailsWithTheReason()
    {
        Control.Put(
            new Assignment
            {
                Id = "a",
                Uid = "inside",
                Target = EchoAddress,
                Protocol = AssignmentProtocol.Udp,
            }
        );
        Assert.Contains("TCP", (await Control.WaitForAsync("a", AssignmentState.Failed)).Reason, StringComparison.Ordinal);
    }
}
