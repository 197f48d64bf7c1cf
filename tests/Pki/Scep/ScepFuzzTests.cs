using SocketWarp.Fuzz;

namespace SocketWarp.Pki.Tests.Scep;

/// <summary>A short run of <c>fuzz/run.sh</c>.</summary>
public sealed class ScepFuzzTests
{
    private static readonly int Messages = LongRun.Times(5_000);

    [Fact]
    public void Readers_OfDamagedMessages_ThrowOnlyWhatTheyPromise()
    {
        using var targets = new ScepTargets();
        Assert.All(targets.All, t => t.Read(t.Valid));
        var run = new FuzzRun();
        run.Run(targets.All, Messages, seed: 7);
        Assert.Empty(run.Finds.Select(f => $"{f.Key} ({f.Value.Count} times, first with {f.Value.Target})"));
        Assert.True(run.Refused > Messages / 2, $"{run.Refused} were refused: the damage is too small to test anything");
    }
}
