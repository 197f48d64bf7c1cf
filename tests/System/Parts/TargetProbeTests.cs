using SocketWarp.TestSupport;

namespace SocketWarp.SystemTests.Parts;

/// <summary>What an operator sees of a target before any visitor comes.</summary>
public sealed class TargetProbeTests
{
    [Fact]
    public async Task Target_ThatAccepts_IsShownAsReachable_AndOneThatIsNotThereAsNot()
    {
        await using var parts = await RunningParts.StartAsync();
        using var api = parts.Client();
        var good = await api.UntilAsync(RunningParts.Assignment, a => a.TargetProbe is not null);
        Assert.True(good.TargetProbe!.Reachable, good.TargetProbe.Reason);

        await api.PublishAsync(PartFiles.Uid, $"127.0.0.1:{Ports.FreeTcp()}", "nobody", Ports.FreeTcp());
        var bad = await api.UntilAsync("nobody", a => a.TargetProbe is not null);
        Assert.Equal((false, "TargetRefused: the target refused the connection"), (bad.TargetProbe!.Reachable, bad.TargetProbe.Reason));
    }
}
