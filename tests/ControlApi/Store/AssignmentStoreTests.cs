using System.Runtime.Versioning;
using SocketWarp.Base;
using SocketWarp.ControlApi.Assignments;
using SocketWarp.ControlApi.Store;
using SocketWarp.ControlApi.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.ControlApi.Tests.Store;

public sealed class AssignmentStoreTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Store_Reopened_HasWhatWasAcknowledged()
    {
        await using (var before = await TestStore.OpenAsync(_directory.Path))
        {
            await before.PutAsync(TestStore.Wish("a", 1001));
            await before.PutAsync(TestStore.Wish("b", 1002));
            await before.RemoveAsync("a");
        }

        await using var after = await TestStore.OpenAsync(_directory.Path);
        var table = await after.TableAsync();
        Assert.Equal(3ul, table.Revision);
        Assert.Equal(TestStore.Wish("b", 1002) with { Revision = 2 }, Assert.Single(table.All));
    }

    [Fact]
    public async Task Put_PortOfAnother_NamesItAndStoresNothing()
    {
        await using var store = await TestStore.OpenAsync(_directory.Path);
        await store.PutAsync(TestStore.Wish("a", 1001));

        var outcome = await store.PutAsync(TestStore.Wish("b", 1001));

        Assert.Equal(StoreStatus.PortTaken, outcome.Status);
        Assert.Equal("a", outcome.Assignment!.Id);
        Assert.Equal(1, (await store.TableAsync()).Count);
    }

    [Fact]
    public async Task Put_SamePortOfAnotherGateway_IsNoConflict()
    {
        await using var store = await TestStore.OpenAsync(_directory.Path);
        await store.PutAsync(TestStore.Wish("a", 1001));

        Assert.Equal(StoreStatus.Created, (await store.PutAsync(TestStore.Wish("b", 1001, gateway: "other"))).Status);
    }

    [Fact]
    public async Task Put_PortThatWasGivenUp_IsFreeAgain()
    {
        await using var store = await TestStore.OpenAsync(_directory.Path);
        await store.PutAsync(TestStore.Wish("a", 1001));
        await store.PutAsync(TestStore.Wish("a", 1002));

        Assert.Equal(StoreStatus.Created, (await store.PutAsync(TestStore.Wish("b", 1001))).Status);
        Assert.Equal(StoreStatus.PortTaken, (await store.PutAsync(TestStore.Wish("c", 1002))).Status);
    }

    [Fact]
    public async Task Put_AtAnOldRevision_ChangesNothing()
    {
        await using var store = await TestStore.OpenAsync(_directory.Path);
        var first = await store.PutAsync(TestStore.Wish("a", 1001));
        await store.PutAsync(TestStore.Wish("a", 1001, "second"));

        var outcome = await store.PutAsync(TestStore.Wish("a", 1001, "third"), PutCondition.AtRevision(first.Revision));

        Assert.Equal(StoreStatus.RevisionMismatch, outcome.Status);
        Assert.Equal("second", (await store.TableAsync()).Find("a")!.Uid);
    }

    [Fact]
    public async Task Put_TheSameAgain_KeepsTheRevision()
    {
        await using var store = await TestStore.OpenAsync(_directory.Path);
        await store.PutAsync(TestStore.Wish("a", 1001));

        var outcome = await store.PutAsync(TestStore.Wish("a", 1001));

        Assert.Equal(StoreStatus.Unchanged, outcome.Status);
        Assert.Equal(1ul, (await store.TableAsync()).Revision);
    }

    [Fact]
    public async Task Put_AboveTheLimit_IsRefused()
    {
        await using var store = await TestStore.OpenAsync(_directory.Path, s => s.MaxAssignments = 1);
        await store.PutAsync(TestStore.Wish("a", 1001));

        Assert.Equal(StoreStatus.Full, (await store.PutAsync(TestStore.Wish("b", 1002))).Status);
        Assert.Equal(StoreStatus.Changed, (await store.PutAsync(TestStore.Wish("a", 1003))).Status);
    }

    [Fact]
    public async Task Puts_ManyAtOnceForOnePort_ExactlyOneGetsIt()
    {
        await using var store = await TestStore.OpenAsync(_directory.Path);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() => store.PutAsync(TestStore.Wish($"a{i}", 1001)))));

        Assert.Single(outcomes, o => o.Status == StoreStatus.Created);
        Assert.Equal(99, outcomes.Count(o => o.Status == StoreStatus.PortTaken));
    }

    [Fact]
    public async Task Puts_ManyAtOnce_AreAllThereAfterReopening()
    {
        await using (var before = await TestStore.OpenAsync(_directory.Path, s => s.CompactAboveBytes = 4096))
            await Task.WhenAll(Enumerable.Range(0, 800).Select(i => Task.Run(() => before.PutAsync(TestStore.Wish($"a{i}", 1001 + i)))));

        await using var after = await TestStore.OpenAsync(_directory.Path);
        var table = await after.TableAsync();
        Assert.Equal(800, table.Count);
        Assert.Equal(800ul, table.Revision);
    }

    [Fact]
    public async Task Store_ChangedManyTimes_StaysSmallAndLosesNothing()
    {
        await using (var before = await TestStore.OpenAsync(_directory.Path, s => s.CompactAboveBytes = 4096))
        {
            for (var i = 0; i < 600; i++)
                await before.PutAsync(TestStore.Wish("a", 1001, $"u{i}"));
            await before.PutAsync(TestStore.Wish("b", 1002));
        }

        Assert.InRange(new FileInfo(_directory.File(EmbeddedStore.FileName)).Length, 1, 64 * 1024);
        await using var after = await TestStore.OpenAsync(_directory.Path);
        var table = await after.TableAsync();
        Assert.Equal((601ul, "u599"), (table.Revision, table.Find("a")!.Uid));
        Assert.Equal(602ul, (await after.PutAsync(TestStore.Wish("c", 1003))).Revision);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Files_AreReadableByTheirOwnerOnly()
    {
        await using var store = await TestStore.OpenAsync(_directory.Path);
        await store.PutAsync(TestStore.Wish("a", 1001));

        string[] files = Directory.GetFiles(_directory.Path);
        Assert.Contains(_directory.File(EmbeddedStore.FileName + "-wal"), files);
        Assert.All(files, f => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(f)));
    }

    [Fact]
    public async Task Store_ReopenedWithATentativeAssignment_HasForgottenIt()
    {
        await using (var before = await TestStore.OpenAsync(_directory.Path))
        {
            await before.PutAsync(TestStore.Wish("lasting", 1001) with { Tentative = true });
            await before.Store.ConfirmAsync("lasting", TestContext.Current.CancellationToken).InTime();
            await before.PutAsync(TestStore.Wish("tentative", 1002) with { Tentative = true });
        }

        await using (var after = await TestStore.OpenAsync(_directory.Path))
        {
            Assert.Equal("lasting", Assert.Single((await after.TableAsync()).All).Id);
            Assert.Equal(StoreStatus.Created, (await after.PutAsync(TestStore.Wish("b", 1002))).Status);
        }

        await using var third = await TestStore.OpenAsync(_directory.Path);
        Assert.Equal(["lasting", "b"], (await third.TableAsync()).All.Select(a => a.Id));
    }

    [Fact]
    public async Task Directory_InUseByAStore_IsRefusedToAnother()
    {
        await using var first = await TestStore.OpenAsync(_directory.Path);

        var failure = await Assert.ThrowsAsync<StartupException>(() => TestStore.OpenAsync(_directory.Path));
        Assert.Contains("another process uses it", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WaitForChange_EndsWithTheNextChange()
    {
        await using var store = await TestStore.OpenAsync(_directory.Path);
        var waiting = store.Store.WaitForChangeAsync(0, TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);

        await store.PutAsync(TestStore.Wish("a", 1001));

        await waiting.InTime();
    }
}
