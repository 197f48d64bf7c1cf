using System.Diagnostics;
using System.Net.Sockets;
using SocketWarp.Protocol.Control;
using SocketWarp.QuicGateway.Identity;
using SocketWarp.QuicGateway.Publishing;
using SocketWarp.QuicGateway.Tests.Support;

namespace SocketWarp.QuicGateway.Tests.EndToEnd;

public sealed class ControlLinkTests : Surroundings
{
    [Fact]
    public async Task Attach_SaysWhoTheGatewayIs_ThenReportsAll_ThenApplied()
    {
        Control.Put(
            new Assignment
            {
                Id = "a",
                Uid = "inside",
                Target = EchoAddress,
            }
        );
        await Control.Reports.WaitAsync(r => r.Applied is not null);
        await RestartControlAsync();
        await Control.Reports.WaitAsync(r => r.Applied is not null);
        var reports = Control.Reports.All;
        var attach = reports[0].Attach;
        Assert.Equal(("default", Gateway.Status.SessionAddress!.ToString()), (attach.GatewayId, attach.SessionAddress));
        Assert.NotEmpty(attach.Engine);
        var applied = reports.ToList().FindIndex(r => r.Applied is not null);
        Assert.Contains(reports.Take(applied), r => r.Assignment?.Id == "a");
    }

    [Fact]
    public async Task ControlApiIsAway_TunnelsAndNewVisitorsGoOn_AndItIsToldAllWhenItIsBack()
    {
        await using var connector = await StartConnectorAsync("inside");
        var port = await PublishAsync("inside");
        using var before = await Visitor.ConnectAsync(port);
        await before.EchoAsync("before");
        var wish = await StopControlAsync();
        using var during = await Visitor.ConnectAsync(port);
        Assert.Equal("during", await during.EchoAsync("during"));
        Assert.Equal("before", await before.EchoAsync("before"));

        await StartControlAsync(wish);
        Assert.Equal((uint)port, (await Control.WaitForAsync("inside", AssignmentState.Listening)).Port);
        await Control.Reports.WaitAsync(r => r.Session is { Up: true, Uid: "inside" });
    }

    [Fact]
    public async Task GatewayRestartedWhileControlApiIsAway_ServesFromItsCache_OnTheSamePort()
    {
        await using var connector = await StartConnectorAsync("inside");
        var port = await PublishAsync("inside");
        var sessions = Gateway.Address.Port;
        await StopControlAsync();
        await Gateway.DisposeAsync();
        Gateway = await StartGatewayAsync(sessions);
        await connector.WaitUpAsync();
        Assert.Equal("cached", await Visitor.ReachAsync(port, "cached"));
    }

    [Fact]
    public async Task ControlApiComesBackWithOtherWishes_TheyReplaceTheCachedOnes()
    {
        await using var connector = await StartConnectorAsync("inside");
        var port = await PublishAsync("inside");
        await StopControlAsync();
        await StartControlAsync(
            new Assignment
            {
                Id = "new",
                Uid = "inside",
                Target = EchoAddress,
            }
        );
        await Control.WaitForAsync("new", AssignmentState.Listening);
        Assert.True(await Visitor.IsRefusedAsync(port));
    }

    [Fact]
    public async Task Cache_IsForItsOwnerOnly()
    {
        Control.Put(
            new Assignment
            {
                Id = "a",
                Uid = "inside",
                Target = EchoAddress,
            }
        );
        await Control.Reports.WaitAsync(r => r.Applied is not null);
        await Gateway.StopAsync();
        if (OperatingSystem.IsWindows())
            return;
        foreach (var file in new[] { SnapshotCache.FileName, ResetSecret.FileName })
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Files.Path("gateway-state"), file)));
    }

    [Fact]
    public async Task Token_IsReadFromItsFile_AndSent()
    {
        await File.WriteAllTextAsync(Files.Path("token"), "sw_gateway_secret\n");
        await Gateway.DisposeAsync();
        Gateway = await GatewayHost.StartAsync(Files, Control.Address, Verify.Url, settings => settings.Control.TokenPath = Files.Path("token"));
        await Control.Reports.WaitAsync(r => r.Attach is not null && Control.Authorizations.Contains("Bearer sw_gateway_secret"));
    }

    [Fact]
    public async Task UnixSocket_CarriesTheLink()
    {
        await using var control = await ControlServer.StartAsync(unixPath: Files.Path("control.sock"));
        control.Put(
            new Assignment
            {
                Id = "a",
                Uid = "inside",
                Target = EchoAddress,
            }
        );
        await using var gateway = await GatewayHost.StartAsync(
            Files,
            control.Address,
            Verify.Url,
            settings => settings.StateDirectory = Files.Path("other-state")
        );
        await control.WaitForAsync("a", AssignmentState.Waiting);
    }

    [Fact]
    public async Task Gateway_TurnedAway_LogsTheReasonThatControlApiGave()
    {
        Control.Refusal = "the role \"viewer\" may not do this";
        await using var gateway = StartGatewayProcess(0);

        await gateway.WaitForLineAsync($"No link to ControlApi at {Control.Address}: {Control.Refusal};");
    }

    [Fact]
    public async Task Gateway_AttachedAndThenTurnedAway_LogsTheReasonThatControlApiGave()
    {
        await using var gateway = StartGatewayProcess(0);
        await gateway.WaitForLineAsync("Attached to ControlApi");

        Control.EndLinks("another one attached");

        await gateway.WaitForLineAsync($"No link to ControlApi at {Control.Address}: another one attached;");
    }

    [Fact]
    public async Task ControlApi_NotThere_IsLoggedWithTheCause()
    {
        await Control.DisposeAsync();
        await using var gateway = StartGatewayProcess(0);

        await gateway.WaitForLineAsync($"No link to ControlApi at {Control.Address}: Connection refused;");
    }

    [Fact]
    public async Task UnixSocket_NotThere_IsLoggedWithTheCause()
    {
        var path = $"unix://{Files.Path("nothing.sock")}";
        await using var gateway = StartGatewayProcess(0, "--Gateway:Control:Address", path);

        await gateway.WaitForLineAsync($"No link to ControlApi at {path}: {new SocketException((int)SocketError.AddressNotAvailable).Message};");
    }

    [Fact]
    public async Task OneOfTwoControlApis_Gone_GatewayAttachesToTheOtherWithinASecond()
    {
        await using var second = await ControlServer.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(
            Files,
            Control.Address,
            Verify.Url,
            settings =>
            {
                settings.Control.Address = [Control.Address, second.Address];
                settings.StateDirectory = Files.Path("two");
            }
        );
        await Control.Reports.WaitAsync(r => r.Applied is not null);

        await Control.DisposeAsync();

        var since = Stopwatch.GetTimestamp();
        await second.Reports.WaitAsync(r => r.Attach is not null);
        Assert.InRange(Stopwatch.GetElapsedTime(since), TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    private async Task<Assignment> StopControlAsync()
    {
        await Control.DisposeAsync();
        return new Assignment
        {
            Id = "inside",
            Uid = "inside",
            Target = EchoAddress,
        };
    }

    private async Task StartControlAsync(params Assignment[] wishes)
    {
        Control = await ControlServer.StartAsync(Control.Address.Port);
        foreach (var wish in wishes)
            Control.Put(wish);
    }

    private async Task RestartControlAsync()
    {
        await Control.DisposeAsync();
        await StartControlAsync(
            new Assignment
            {
                Id = "a",
                Uid = "inside",
                Target = EchoAddress,
            }
        );
    }
}
