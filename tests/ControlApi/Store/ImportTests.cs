using SocketWarp.ControlApi.Store;
using SocketWarp.ControlApi.Tests.Support;
using SocketWarp.Protocol.Rest;
using SocketWarp.TestSupport;

namespace SocketWarp.ControlApi.Tests.Store;

/// <summary>A journal that version 0.1 wrote: a snapshot of revision 18, then changes up to 32; one was removed again.</summary>
public sealed class ImportTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    private static string Fixture => Path.Combine(AppContext.BaseDirectory, "Store", "Import", EmbeddedStore.JournalName);

    private string Journal => _directory.File(EmbeddedStore.JournalName);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Journal_OfVersion01_IsTakenOverByTheProcess()
    {
        File.Copy(Fixture, Journal);
        await using (var process = ControlApiProcess.StartIn(_directory.Path))
        {
            using var api = await ClientAsync(process);
            AssertAssignments(await api.ListAsync());
            Assert.Contains(
                process.Lines,
                l => l.Contains($"up to revision 32 read from {Journal}, a journal of version 0.1, which is {Journal}.imported now", StringComparison.Ordinal)
            );
            Assert.Equal(
                201,
                (
                    await api.PutAsync(
                        new
                        {
                            id = "new",
                            uid = "u",
                            target = "t:1",
                            port = 9500,
                        }
                    )
                ).Status
            );
            await process.KillAsync();
        }

        Assert.False(File.Exists(Journal));
        Assert.Equal(
            await File.ReadAllBytesAsync(Fixture, TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync($"{Journal}.imported", TestContext.Current.CancellationToken)
        );
        await using var again = ControlApiProcess.StartIn(_directory.Path);
        using var after = await ClientAsync(again);
        Assert.Equal(33ul, (await after.ListAsync()).Single(a => a.Id == "new").Revision);
        Assert.DoesNotContain(again.Lines, l => l.Contains("journal", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Journal_KilledAtAnyMomentOfTheImport_IsTakenOverByTheNextStart()
    {
        var rounds = LongRun.Times(4);
        for (var round = 0; round < rounds; round++)
        {
            using var directory = new TestDirectory();
            var journal = directory.File(EmbeddedStore.JournalName);
            File.Copy(Fixture, journal);
            await using (var killed = ControlApiProcess.StartIn(directory.Path))
            {
                // From the first file of the import on, a little later each time.
                while (!Directory.GetFiles(directory.Path).Any(f => Path.GetFileName(f).StartsWith(EmbeddedStore.FileName, StringComparison.Ordinal)))
                    await Task.Yield();
                var until = System.Diagnostics.Stopwatch.StartNew();
                while (until.Elapsed < TimeSpan.FromMilliseconds(round * 16.0 / rounds)) { }

                await killed.KillAsync();
            }

            await using var process = ControlApiProcess.StartIn(directory.Path);
            using var api = new ApiClient(
                await process.RestAsync(),
                (await File.ReadAllTextAsync(directory.File("admin.token"), TestContext.Current.CancellationToken)).Trim()
            );
            AssertAssignments(await api.ListAsync());
            Assert.False(File.Exists(journal));
            Assert.True(File.Exists(journal + ".imported"));
        }
    }

    [Fact]
    public async Task Journal_Damaged_IsRefusedByTheProcessAndLeftAsItIs()
    {
        var damaged = await File.ReadAllBytesAsync(Fixture, TestContext.Current.CancellationToken);
        damaged[damaged.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(Journal, damaged, TestContext.Current.CancellationToken);
        await using var process = ControlApiProcess.StartIn(_directory.Path, "--Logging:LogLevel:Default", "Warning");

        Assert.Equal(1, await process.ExitAsync());
        Assert.StartsWith($"socketwarp-controlapi: error: {Journal} is damaged: ", Assert.Single(process.Lines), StringComparison.Ordinal);
        Assert.Equal(damaged, await File.ReadAllBytesAsync(Journal, TestContext.Current.CancellationToken));
        Assert.Empty(Directory.GetFiles(_directory.Path, EmbeddedStore.FileName + "*"));
    }

    [Fact]
    public async Task Journal_TornTail_IsLeftOutWithAWarning()
    {
        File.Copy(Fixture, Journal);
        await File.AppendAllBytesAsync(Journal, [9, 9, 9], TestContext.Current.CancellationToken);
        await using var process = ControlApiProcess.StartIn(_directory.Path);

        using var api = await ClientAsync(process);
        AssertAssignments(await api.ListAsync());
        Assert.Contains(process.Lines, l => l.Contains("warn:", StringComparison.Ordinal) && l.Contains("The last 3 bytes", StringComparison.Ordinal));
    }

    private static void AssertAssignments(IReadOnlyList<AssignmentView> assignments) =>
        Assert.Equal(
            Enumerable
                .Range(26, 5)
                .Select(i => ($"a{i % 5}", (ulong)i, $"edge-{i}", $"localhost:{2000 + i}", 9000 + (i % 5), $"Größe 🙂 {i}"))
                .OrderBy(a => a.Item1, StringComparer.Ordinal),
            assignments.Select(a => (a.Id, a.Revision, a.Uid, a.Target, a.Port, a.Description!)).OrderBy(a => a.Id, StringComparer.Ordinal)
        );

    private async Task<ApiClient> ClientAsync(RunningProcess process) =>
        new(await process.RestAsync(), (await File.ReadAllTextAsync(_directory.File("admin.token"), TestContext.Current.CancellationToken)).Trim());
}
