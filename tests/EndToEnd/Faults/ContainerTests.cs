using SocketWarp.EndToEnd.Support;

namespace SocketWarp.EndToEnd.Faults;

/// <summary>Each container killed with -9, and each one stopped in the middle of whatever it does.</summary>
[Collection(InstallationCollection.Name)]
public sealed class ContainerTests(Installation installation, ITestOutputHelper output)
{
    public static TheoryData<string> Services => ["redis", "scep", "first", "second", "gateway", "alice", "alice-target"];

    [Theory]
    [MemberData(nameof(Services))]
    public Task Container_Killed_OthersNoticeNothingAndItIsBackSoon(string name)
    {
        var service = installation.Named(name);
        return new Fault(installation, output).ExerciseAsync(name, service.KillAsync, service.StartAgainAsync, Installation.StartedIn);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public Task Container_Paused_OthersNoticeNothingAndItIsBackSoon(string name)
    {
        var service = installation.Named(name);
        return new Fault(installation, output).ExerciseAsync(name, service.PauseAsync, service.ContinueAsync, Installation.BackIn);
    }
}
