using System.Net.Sockets;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Control;
using SocketWarp.Protocol.Session;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.QuicGateway.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.QuicGateway.Tests.EndToEnd;

public sealed class ClientAttributeTests : Surroundings
{
    internal override void Configure(GatewaySettings settings) =>
        (settings.Admission.ReverifyInterval, settings.Admission.VerifyCacheTime) = (TimeSpan.FromMilliseconds(200), TimeSpan.Zero);

    [Fact]
    public async Task PortOutsideOfTheUids_AssignmentFailsWithTheAttribute_AndOneInsideIsServed()
    {
        var (inside, outside) = (Ports.FreeTcp(), Ports.FreeTcp());
        Verify.SetAttributes("inside", Attributes(("socketwarp.ports", $"{inside}")));
        await using var connector = await StartConnectorAsync("inside");
        await connector.WaitUpAsync();
        await using var other = await StartConnectorAsync("other");
        await other.WaitUpAsync();
        Control.Put(
            new Assignment
            {
                Id = "good",
                Uid = "inside",
                Target = EchoAddress,
                Port = (uint)inside,
            }
        );
        Control.Put(
            new Assignment
            {
                Id = "bad",
                Uid = "inside",
                Target = EchoAddress,
                Port = (uint)outside,
            }
        );
        Control.Put(
            new Assignment
            {
                Id = "any",
                Uid = "inside",
                Target = EchoAddress,
            }
        );
        var failed = await Control.WaitForAsync("bad", AssignmentState.Failed);
        Assert.Contains($"socketwarp.ports is \"{inside}\" and leaves out port {outside}", failed.Reason, StringComparison.Ordinal);
        await Control.WaitForAsync("any", AssignmentState.Failed);
        Assert.True(await Visitor.IsRefusedAsync(outside));
        await Control.WaitForAsync("good", AssignmentState.Listening);
        using var visitor = await Visitor.ConnectAsync(inside);
        Assert.Equal("hello", await visitor.EchoAsync("hello"));
        // The uid alone is refused the port.
        Control.Remove("bad");
        Control.Put(
            new Assignment
            {
                Id = "others",
                Uid = "other",
                Target = EchoAddress,
                Port = (uint)outside,
            }
        );
        await Control.WaitForAsync("others", AssignmentState.Listening);
    }

    [Fact]
    public async Task TargetOutsideOfTheUids_AssignmentFailsWithTheAttribute()
    {
        Verify.SetAttributes("inside", Attributes(("socketwarp.targets", "10.0.0.0/8:*")));
        await using var original = await OriginalConnector.StartAsync(Files, "inside", Gateway.Address);
        Control.Put(
            new Assignment
            {
                Id = "bad",
                Uid = "inside",
                Target = EchoAddress,
            }
        );
        var failed = await Control.WaitForAsync("bad", AssignmentState.Failed);
        Assert.Contains($"socketwarp.targets is \"10.0.0.0/8:*\" and leaves out {EchoAddress}", failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MaxTunnels_LowersTheLimit_AndTheConnectorIsTold()
    {
        Verify.SetAttributes("inside", Attributes(("socketwarp.max_tunnels", "1")));
        await using var peer = await RawPeer.ConnectAsync(Files, "raw", Gateway.Address);
        Verify.SetAttributes("raw", Attributes(("socketwarp.max_tunnels", "7")));
        var control = await peer.HelloAsync();
        Assert.Equal(7U, ((Welcome)(await control.ReadAsync(CancellationToken.None).InTime())!.Value.Body).Limits.MaxTunnels);
        await using var connector = await StartConnectorAsync("inside");
        var port = await PublishAsync("inside");
        using var first = await Visitor.ConnectAsync(port);
        Assert.Equal("hello", await first.EchoAsync("hello"));
        using var second = await Visitor.ConnectAsync(port);
        Assert.Equal(SocketError.ConnectionReset, await second.EndAsync());
        Assert.Equal("again", await first.EchoAsync("again"));
    }

    [Fact]
    public async Task AttributesChange_TheLiveSessionHasTheNewOnes_AndKeepsItsTunnels()
    {
        await using var connector = await StartConnectorAsync("inside");
        var port = await PublishAsync("inside");
        using var visitor = await Visitor.ConnectAsync(port);
        await visitor.EchoAsync("before");
        Verify.SetAttributes("inside", Attributes(("socketwarp.targets", "db:5432")));
        var failed = await Control.WaitForAsync("inside", AssignmentState.Failed);
        Assert.Contains("socketwarp.targets", failed.Reason, StringComparison.Ordinal);
        Assert.True(await Visitor.IsRefusedAsync(port));
        Assert.Equal("after", await visitor.EchoAsync("after"));
        Verify.SetAttributes("inside", Attributes(("socketwarp.targets", $"db:5432,{EchoAddress}")));
        await Control.WaitForAsync("inside", AssignmentState.Listening);
        Assert.Equal("fresh", await Visitor.ReachAsync(port, "fresh"));
        Assert.DoesNotContain(Control.Reports.All, r => r.Session is { Up: false });
    }

    [Fact]
    public async Task AttributesBecomeMalformed_TheLiveSessionIsEnded()
    {
        await using var peer = await RawPeer.ConnectAsync(Files, "inside", Gateway.Address);
        await peer.EnterAsync();
        Verify.SetAttributes("inside", Attributes(("socketwarp.ports", "all")));
        Assert.Equal(ErrorCode.NotAdmitted, await peer.ClosedAsync());
        var down = await Control.Reports.WaitAsync(r => r.Session is { Up: false });
        Assert.Contains("socketwarp.ports is \"all\"", down.Session.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("socketwarp.ports", "http")]
    [InlineData("socketwarp.targets", "10.0.0.1/8:22")]
    [InlineData("socketwarp.max_tunnels", "many")]
    [InlineData("socketwarp.max_tunnels", 5)]
    public async Task MalformedAttribute_RefusesTheSession_WithNameAndValue(string name, object value)
    {
        Verify.SetAttributes("inside", Attributes((name, value)));
        await using var peer = await RawPeer.ConnectAsync(Files, "inside", Gateway.Address);
        var control = await peer.HelloAsync();
        var refused = (Refused)(await control.ReadAsync(CancellationToken.None).InTime())!.Value.Body;
        Assert.Equal(ErrorCode.NotAdmitted, (ErrorCode)refused.Code);
        Assert.StartsWith($"client attribute {name} is \"{value}\": ", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AttributesOfOthers_AreIgnored()
    {
        Verify.SetAttributes("inside", Attributes(("room", 7), ("socketwarp.colour", "red")));
        await using var peer = await RawPeer.ConnectAsync(Files, "inside", Gateway.Address);
        await peer.EnterAsync();
    }

    private static Dictionary<string, object> Attributes(params (string Name, object Value)[] attributes) => attributes.ToDictionary(a => a.Name, a => a.Value);
}
