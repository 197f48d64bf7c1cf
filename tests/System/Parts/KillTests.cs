using SocketWarp.Protocol.Rest;
using SocketWarp.SystemTests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.SystemTests.Parts;

/// <summary>Each part killed with -9 and started again, while the others go on.</summary>
[Collection(TimedCollection.Name)]
public sealed class KillTests
{
    [Fact]
    public async Task Connector_Killed_VisitorsAreResetAndTheNextOneServesAtOnce()
    {
        await using var parts = await RunningParts.StartAsync();
        using var visitor = await parts.VisitAsync();
        await KillAsync(parts.Connector);
        await RunningParts.ResetAsync(visitor, TimeSpan.FromSeconds(10));

        parts.Connector = parts.Files.StartConnector();
        await parts.VisitWhenServedAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Connector_KilledAndStartedAtOnce_IsAdmittedAlthoughItsUidIsStillHeld()
    {
        await using var parts = await RunningParts.StartAsync();
        await KillAsync(parts.Connector);
        parts.Connector = parts.Files.StartConnector();
        await parts.VisitWhenServedAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Gateway_KilledAndStarted_ServesAgainWithoutANewOpen()
    {
        await using var parts = await RunningParts.StartAsync();
        await KillAsync(parts.Gateway);
        parts.Gateway = parts.Files.StartGateway();
        await parts.VisitWhenServedAsync(TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task ControlApi_Killed_TunnelsAndNewVisitorsGoOn()
    {
        await using var parts = await RunningParts.StartAsync();
        using var visitor = await parts.VisitAsync();
        await KillAsync(parts.ControlApi);
        await RunningParts.EchoAsync(visitor);
        (await parts.VisitAsync()).Dispose();

        parts.ControlApi = parts.Files.StartControlApi();
        await Ports.WaitForListenerAsync(parts.Files.Api.Port);
        using var api = parts.Client();
        await api.UntilAsync(RunningParts.Assignment, a => a.State == AssignmentStatus.Listening);
        await RunningParts.EchoAsync(visitor);
    }

    [Fact]
    public async Task Gateway_StartedWhileControlApiIsGone_ServesFromItsCache()
    {
        await using var parts = await RunningParts.StartAsync();
        await parts.Files.WaitForGatewayCacheAsync(RunningParts.Assignment);
        await KillAsync(parts.ControlApi);
        await KillAsync(parts.Gateway);
        parts.Gateway = parts.Files.StartGateway();
        await parts.VisitWhenServedAsync(TimeSpan.FromSeconds(8));
    }

    [Theory]
    [InlineData("ControlApi")]
    [InlineData("QuicGateway")]
    [InlineData("Connector")]
    public async Task Part_Signalled_EndsWithinFiveSecondsWithoutAnError(string part)
    {
        await using var parts = await RunningParts.StartAsync();
        using var visitor = await parts.VisitAsync();
        var tool = part switch
        {
            "ControlApi" => parts.ControlApi,
            "QuicGateway" => parts.Gateway,
            _ => parts.Connector,
        };
        await tool.SignalAsync("TERM");
        Assert.Equal(0, await tool.ExitAsync(Limits.Shutdown));
        Assert.DoesNotContain(": error: ", tool.Error, StringComparison.Ordinal);
    }

    private static async Task KillAsync(RunningProcess tool)
    {
        await tool.SignalAsync("KILL");
        await tool.ExitAsync(Limits.Step);
        await tool.DisposeAsync();
    }
}
