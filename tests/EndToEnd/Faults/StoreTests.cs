using SocketWarp.EndToEnd.Support;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.EndToEnd.Faults;

/// <summary>Faults of what the services keep their state in.</summary>
[Collection(InstallationCollection.Name)]
public sealed class StoreTests(Installation installation, ITestOutputHelper output)
{
    [Fact]
    public async Task Redis_RestartedUnderChanges_LosesNoneThatWasAcknowledged()
    {
        await using var changes = Changes.Start(installation);
        await using var visitors = Visitors.Start(installation.BobPort);
        await Engine.RunAsync("restart", installation.Redis.Container.Id);
        await installation.Redis.LookUpAsync();
        await Until.WorksAsync(() => installation.PublishAsync(installation.First, "probe", 9100), Installation.BackIn, "changes are made again");
        await visitors.AssertNothingNoticedAsync();
        await changes.AssertAllThereAsync();
    }

    [Fact]
    public async Task Redis_Emptied_NothingIsWrittenOnTopAndABackupOfARunningControlApiBringsAllBack()
    {
        await using var visitors = Visitors.Start(installation.BobPort);
        await installation.PublishAsync(installation.First, "probe", 9100);
        var before = await IdentitiesAsync(installation.First);
        await Engine.RunAsync("exec", installation.Redis.Container.Id, "redis-cli", "FLUSHALL");
        await Until.FailsAsync(
            () => installation.PublishAsync(installation.First, "probe", 9101),
            TimeSpan.FromSeconds(20),
            "ControlApi knows that Redis has less than it had"
        );
        Assert.Equal(before, await IdentitiesAsync(installation.First));

        using var backup = new MemoryStream();
        await installation.Api(installation.First).BackupAsync(backup);
        foreach (var api in new[] { installation.First, installation.Second })
        {
            await Engine.RunAsync("restart", api.Container.Id);
            await api.LookUpAsync();
        }

        await Until.HoldsAsync(() => installation.Api(installation.First).IsReadyAsync(), Installation.StartedIn, "ControlApi is back");
        backup.Position = 0;
        await installation.Api(installation.First).RestoreAsync(backup);
        await Until.HoldsAsync(
            async () => before.SequenceEqual(await IdentitiesAsync(installation.Second)),
            Installation.StartedIn,
            "both ControlApis have all assignments again"
        );
        await Until.WorksAsync(() => Visitors.VisitAsync(installation.BobPort()), Installation.BackIn, "visitors are served");
        output.WriteLine($"{visitors.Served} visitors served meanwhile; {(await visitors.StopAsync()).Count} failed between restart and restore");
    }

    [Fact]
    public async Task Disk_FullAtTheScepServer_ChangesAreRefusedUntilThereIsRoomAndNoneIsLost()
    {
        var filler = installation.Filler.Container.Id;
        await using var visitors = Visitors.Start(installation.BobPort);
        var acknowledged = new List<string>();
        async Task AddAsync()
        {
            var uid = $"client-{Guid.NewGuid():N}";
            await installation.Clients().AddClientAsync(new ScepClientRequest { Uid = uid });
            acknowledged.Add(uid);
        }

        await AddAsync();
        var (code, _, error) = await Engine.TryAsync("exec", filler, "dd", "if=/dev/zero", "of=/disk/fill", "bs=4k");
        Assert.True(code != 0 && error.Contains("No space", StringComparison.Ordinal), error);
        await Until.FailsAsync(AddAsync, TimeSpan.FromSeconds(20), "changes are refused");
        Assert.NotEmpty(await installation.Clients().ListClientsAsync());

        await Engine.RunAsync("exec", filler, "rm", "/disk/fill");
        await Until.WorksAsync(AddAsync, Installation.BackIn, "changes are made again");
        await installation.Scep.KillAsync();
        await installation.Scep.StartAgainAsync();
        await Until.HoldsAsync(() => installation.Clients().IsReadyAsync(), Installation.StartedIn, "the ScepServer is back");
        var there = (await installation.Clients().ListClientsAsync()).Select(c => c.Uid);
        Assert.Empty(acknowledged.Except(there));
        await visitors.AssertNothingNoticedAsync();
    }

    private async Task<IReadOnlyList<(string Id, string Uid, int Port)>> IdentitiesAsync(Service api) =>
        [.. (await installation.Api(api).ListAssignmentsAsync()).Select(a => (a.Id, a.Uid, a.Port)).Order()];
}
