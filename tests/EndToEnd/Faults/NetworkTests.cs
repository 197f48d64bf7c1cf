using SocketWarp.EndToEnd.Support;

namespace SocketWarp.EndToEnd.Faults;

/// <summary>The network between two containers cut: nothing that one sends reaches the other, and nobody is told.</summary>
[Collection(InstallationCollection.Name)]
public sealed class NetworkTests(Installation installation, ITestOutputHelper output)
{
    [Theory]
    [InlineData("alice", "gateway")]
    [InlineData("alice", "alice-target")]
    [InlineData("first", "redis")]
    public Task Network_CutBetweenTwo_OthersNoticeNothingAndTheyAreBackSoon(string one, string other) =>
        ExerciseAsync(one, (installation.Named(one), installation.Named(other)));

    [Fact]
    public Task Network_CutBetweenGatewayAndControlApis_VisitorsNoticeNothingAndChangesArriveAfterwards() =>
        ExerciseAsync("control", (installation.Gateway, installation.First), (installation.Gateway, installation.Second));

    [Fact]
    public async Task Network_CutBetweenGatewayAndScep_ARevocationHoldsAfterTheHeal()
    {
        var carol = await installation.StartConnectorAsync("carol", 9003, installation.AliceTarget);
        await using var others = Visitors.Start(installation.BobPort);
        await CutAsync((installation.Gateway, installation.Scep));
        await installation.Clients().RevokeClientAsync("carol");
        // The gateway cannot know.
        await Visitors.VisitAsync(installation.Port(9003));
        await HealAsync((installation.Gateway, installation.Scep));
        await Until.FailsAsync(() => Visitors.VisitAsync(installation.Port(9003)), Installation.BackIn, "Carol is revoked");
        await others.AssertNothingNoticedAsync();
        await carol.Container.DisposeAsync();
    }

    private Task ExerciseAsync(string name, params (Service One, Service Other)[] pairs) =>
        new Fault(installation, output).ExerciseAsync(name, () => CutAsync(pairs), () => HealAsync(pairs), Installation.BackIn);

    private static Task CutAsync(params (Service One, Service Other)[] pairs) =>
        Task.WhenAll(pairs.SelectMany(p => new[] { p.One.CutAsync(p.Other), p.Other.CutAsync(p.One) }));

    private static Task HealAsync(params (Service One, Service Other)[] pairs) =>
        Task.WhenAll(pairs.SelectMany(p => new[] { p.One.HealAsync(p.Other), p.Other.HealAsync(p.One) }));
}
