using System.Globalization;
using System.Text;
using System.Text.Json;
using SocketWarp.ControlApi.Tests.Support;
using SocketWarp.Protocol.Control;
using SocketWarp.Protocol.Rest;
using SocketWarp.TestSupport;

namespace SocketWarp.ControlApi.Tests.Backup;

public sealed class BackupTests
{
    private const string Type = BackupHeaderView.ContentType;

    [Fact]
    public async Task Backup_HasAHeaderAndALineForEachAssignment()
    {
        await using var host = await ControlApiHost.StartAsync();
        await PutAsync(host.Admin, "a", 1001);
        await PutAsync(host.Admin, "b", 1002);

        var answer = await host.Admin.GetAsync(RestRoutes.Backup);

        Assert.Equal((200, Type), (answer.Status, answer.MediaType));
        var lines = answer.Body.Split('\n');
        Assert.Equal(
            ["", "a", "b", ""],
            lines.Select(l => l.Contains("\"id\"", StringComparison.Ordinal) ? JsonDocument.Parse(l).RootElement.GetProperty("id").GetString() : "")
        );
        var header = JsonSerializer.Deserialize(lines[0], RestJson.Default.BackupHeaderView)!;
        Assert.Equal((BackupHeaderView.CurrentFormat, "assignments", 2ul, 2), (header.Format, header.Kind, header.Revision, header.Count));
    }

    [Fact]
    public async Task BackupAndRestore_WithoutTheAdminsToken_AreRefused()
    {
        await using var host = await ControlApiHost.StartAsync();
        using var viewer = host.Client(host.ViewerToken);
        using var nobody = host.Client(null);

        Assert.Equal(403, (await viewer.GetAsync(RestRoutes.Backup)).Status);
        Assert.Equal(403, (await RestoreAsync(viewer, "")).Status);
        Assert.Equal(401, (await nobody.GetAsync(RestRoutes.Backup)).Status);
        Assert.Equal(401, (await RestoreAsync(nobody, "")).Status);
    }

    [Fact]
    public async Task Restore_IntoAnEmptyStore_GivesWhatWasThere()
    {
        var (backup, before) = await BackupOfAsync(["a", "b", "c"]);
        await using var host = await ControlApiHost.StartAsync();

        var answer = await RestoreAsync(host.Admin, backup);

        Assert.Equal(
            new RestoreView
            {
                Revision = 3,
                Added = 3,
                Changed = 0,
                Removed = 0,
                Unchanged = 0,
                DryRun = false,
            },
            View(answer)
        );
        Assert.Equal(before.Select(Wish), (await host.Admin.ListAsync()).Select(Wish));
    }

    [Fact]
    public async Task Restore_IntoARunningStoreWithAGateway_TellsItByADeltaAndTheRevisionGoesOn()
    {
        await using var host = await ControlApiHost.StartAsync();
        await using var gateway = await (await host.AttachAsync()).RunAsync("u");
        Assert.Equal(ControlUpdate.KindOneofCase.Snapshot, (await gateway.SeenAsync()).KindCase);
        foreach (var (id, port) in ((string, int)[])[("kept", 1001), ("changed", 1002), ("removed", 1003)])
            await PutAsync(host.Admin, id, port);
        var backup = (await host.Admin.GetAsync(RestRoutes.Backup)).Body;
        await PutAsync(host.Admin, "changed", 1004);
        await host.Admin.DeleteAsync($"{RestRoutes.Assignments}/removed");
        // On a port that the backup wants for another.
        await PutAsync(host.Admin, "new", 1003);
        var revision = (await host.Admin.ListAsync()).Max(a => a.Revision);
        while ((await gateway.SeenAsync()).Delta.Revision < revision) { }

        var dry = View(await RestoreAsync(host.Admin, backup, dryRun: true));
        Assert.Equal(
            new RestoreView
            {
                Revision = revision + 3,
                Added = 1,
                Changed = 1,
                Removed = 1,
                Unchanged = 1,
                DryRun = true,
            },
            dry
        );
        Assert.Equal(revision, (await host.Admin.ListAsync()).Max(a => a.Revision));

        Assert.Equal(dry with { DryRun = false }, View(await RestoreAsync(host.Admin, backup)));

        var delta = (await gateway.SeenAsync()).Delta;
        Assert.Equal(revision + 3, delta.Revision);
        Assert.Equal([("changed", 1002u), ("removed", 1003u)], delta.Upserts.Select(u => (u.Id, u.Port)).Order());
        Assert.Equal(["new"], delta.Removals);
        Assert.Equal([("changed", 1002), ("kept", 1001), ("removed", 1003)], (await host.Admin.ListAsync()).Select(a => (a.Id, a.Port)).Order());
        Assert.Equal(0, View(await RestoreAsync(host.Admin, backup)).Changed);
    }

    [Fact]
    public async Task Restore_PortsSwapped_IsDone()
    {
        await using var host = await ControlApiHost.StartAsync();
        await PutAsync(host.Admin, "a", 1001);
        await PutAsync(host.Admin, "b", 1002);
        var backup = (await host.Admin.GetAsync(RestRoutes.Backup)).Body;
        var swapped = backup
            .Replace("\"port\":1001", "\"port\":-", StringComparison.Ordinal)
            .Replace("\"port\":1002", "\"port\":1001", StringComparison.Ordinal)
            .Replace("\"port\":-", "\"port\":1002", StringComparison.Ordinal);

        Assert.Equal(200, (await RestoreAsync(host.Admin, swapped)).Status);

        Assert.Equal([("a", 1002), ("b", 1001)], (await host.Admin.ListAsync()).Select(a => (a.Id, a.Port)).Order());
        Assert.Equal(
            409,
            (
                await host.Admin.PutAsync(
                    new
                    {
                        id = "c",
                        uid = "u",
                        target = "t:1",
                        port = 1001,
                    }
                )
            ).Status
        );
        Assert.Equal(
            409,
            (
                await host.Admin.PutAsync(
                    new
                    {
                        id = "c",
                        uid = "u",
                        target = "t:1",
                        port = 1002,
                    }
                )
            ).Status
        );
    }

    [Theory]
    [InlineData("\"port\":1002", "\"port\":99999", "port", "line 3: port is 99999: write a number from 1 to 65535")]
    [InlineData("\"port\":1002", "\"port\":1001", "port", "line 3: port 1001 of gateway \"default\" is that of line 2 too")]
    [InlineData("\"id\":\"b\"", "\"id\":\"a\"", "id", "line 3: the id \"a\" is that of line 2 too")]
    [InlineData("\"target\":\"t:1\"", "\"target\":\"t\"", "target", "line 2: ")]
    [InlineData("\"port\":1002", "\"port\":\"x\"", "port", "line 3: \"port\" cannot be read")]
    [InlineData("\"port\":1002", "\"colour\":1002", "colour", "line 3: ")]
    [InlineData("\"kind\":\"assignments\"", "\"kind\":\"clients\"", "kind", "line 1: this is a backup of clients: take one of assignments")]
    [InlineData("socketwarp-backup/1", "socketwarp-backup/2", "format", "line 1: the format is ")]
    [InlineData("\"count\":2", "\"count\":3", "count", "line 1: count is 3, and 2 lines follow")]
    [InlineData("{", "", "body", "line 1: ")]
    public async Task Restore_OfWhatIsNoBackup_IsRefusedAsAWholeWithLineAndField(string old, string with, string field, string detail)
    {
        var (backup, _) = await BackupOfAsync(["a", "b"]);
        await using var host = await ControlApiHost.StartAsync();
        await PutAsync(host.Admin, "before", 1500);

        var answer = await RestoreAsync(host.Admin, backup.Replace(old, with, StringComparison.Ordinal));

        Assert.Equal(422, answer.Status);
        Assert.Equal(field, answer.Problem.Field);
        Assert.StartsWith(detail, answer.Problem.Detail, StringComparison.Ordinal);
        Assert.Equal("before", Assert.Single(await host.Admin.ListAsync()).Id);
    }

    [Fact]
    public async Task Restore_Empty_IsRefused()
    {
        await using var host = await ControlApiHost.StartAsync();

        Assert.Equal(422, (await RestoreAsync(host.Admin, "")).Status);
        Assert.Equal(415, (await host.Admin.SendAsync(HttpMethod.Put, RestRoutes.Restore, ApiClient.Text("{}"))).Status);
    }

    [Fact]
    public async Task Restore_AboveTheLimits_NamesTheSetting()
    {
        var (backup, _) = await BackupOfAsync(["a", "b"]);
        await using var host = await ControlApiHost.StartAsync(("State:MaxAssignments", "1"), ("Api:MaxRestoreBytes", "65536"));

        var full = await RestoreAsync(host.Admin, backup);
        Assert.Equal(507, full.Status);
        Assert.Contains("State:MaxAssignments", full.Problem.Fix, StringComparison.Ordinal);
        var large = await RestoreAsync(host.Admin, backup + new string('\n', 70_000));
        Assert.Equal(413, large.Status);
        Assert.Contains("Api:MaxRestoreBytes", large.Problem.Fix, StringComparison.Ordinal);
        Assert.Empty(await host.Admin.ListAsync());
    }

    [Fact]
    public async Task Restore_SlowerThanABodyMayBe_IsTakenWhileItMoves()
    {
        var (backup, _) = await BackupOfAsync(["a", "b"]);
        await using var host = await ControlApiHost.StartAsync(("Api:BodyTimeout", "500ms"));
        var source = new SlowStream(Encoding.UTF8.GetBytes(backup), parts: 10, TimeSpan.FromMilliseconds(100));
        using var slow = new StreamContent(source) { Headers = { ContentType = new(Type) } };

        Assert.Equal(2, View(await host.Admin.SendAsync(HttpMethod.Put, RestRoutes.Restore, slow)).Added);
    }

    [Fact]
    public async Task Backup_WhileWritersRun_IsOfOneRevisionEach()
    {
        await using var host = await ControlApiHost.StartAsync();
        using var stop = new CancellationTokenSource();
        // Each writer keeps its two assignments on the same target, changed one after the other.
        var writers = Enumerable
            .Range(0, 4)
            .Select(w =>
                Task.Run(async () =>
                {
                    for (var i = 0; !stop.IsCancellationRequested; i++)
                    {
                        foreach (var half in (int[])[0, 1])
                            Assert.InRange(
                                (
                                    await host.Admin.PutAsync(
                                        new
                                        {
                                            id = $"w{w}-{half}",
                                            uid = "u",
                                            target = $"t:{1 + (i % 60000)}",
                                            port = 2000 + (w * 2) + half,
                                        }
                                    )
                                ).Status,
                                200,
                                201
                            );
                    }
                })
            )
            .ToArray();
        try
        {
            var last = 0ul;
            for (var round = 0; round < 30; round++)
            {
                var lines = (await host.Admin.GetAsync(RestRoutes.Backup)).Body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
                var header = JsonSerializer.Deserialize(lines[0], RestJson.Default.BackupHeaderView)!;
                var assignments = lines[1..].Select(Read).ToDictionary(a => a.Id);
                Assert.Equal(header.Count, assignments.Count);
                Assert.True(header.Revision >= last);
                last = header.Revision;
                Assert.All(assignments.Values, a => Assert.True(a.Revision <= header.Revision));
                // Its first is one step ahead, or both are at the same.
                foreach (var second in assignments.Values.Where(a => a.Id.EndsWith("-1", StringComparison.Ordinal)))
                    Assert.InRange(assignments[second.Id.Replace("-1", "-0", StringComparison.Ordinal)].Target - second.Target, 0, 1);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(writers).InTime();
        }
    }

    [Fact]
    public async Task Restore_Kill9AtAnyMoment_LeavesTheOldOrTheNewAndNoMix()
    {
        const int count = 400;
        var (backup, _) = await BackupOfAsync([.. Enumerable.Range(0, count).Select(i => $"new{i}")]);
        var (before, after) = (0, 0);
        var rounds = LongRun.Times(4);
        for (var round = 0; round < rounds; round++)
        {
            using var directory = new TestDirectory();
            await using (var process = ControlApiProcess.StartIn(directory.Path))
            {
                using var api = await ClientAsync(process, directory);
                for (var i = 0; i < 3; i++)
                    await PutAsync(api, $"old{i}", 5000 + i);
                var restoring = RestoreAsync(api, backup);
                var clock = System.Diagnostics.Stopwatch.StartNew();
                // From at once to about when it is answered.
                while (clock.ElapsedMilliseconds < round * 100.0 / rounds && !restoring.IsCompleted)
                    await Task.Yield();
                await process.KillAsync();
                await ((Task)restoring).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
                after += restoring.IsCompletedSuccessfully ? 1 : 0;
            }

            await using var restarted = ControlApiProcess.StartIn(directory.Path);
            using var again = await ClientAsync(restarted, directory);
            var ids = (await again.ListAsync()).Select(a => a.Id).ToArray();
            var isOld = ids.Length == 3 && ids.All(i => i.StartsWith("old", StringComparison.Ordinal));
            Assert.True(
                isOld || (ids.Length == count && ids.All(i => i.StartsWith("new", StringComparison.Ordinal))),
                $"round {round}: {ids.Length} assignments"
            );
            before += isOld ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{before} of {rounds} had the old, {after} were answered");
    }

    private static async Task<(string Backup, IReadOnlyList<AssignmentView> List)> BackupOfAsync(string[] ids)
    {
        await using var host = await ControlApiHost.StartAsync();
        for (var i = 0; i < ids.Length; i++)
            await PutAsync(host.Admin, ids[i], 1001 + i);
        return ((await host.Admin.GetAsync(RestRoutes.Backup)).Body, await host.Admin.ListAsync());
    }

    private static async Task PutAsync(ApiClient api, string id, int port) =>
        Assert.InRange(
            (
                await api.PutAsync(
                    new
                    {
                        id,
                        uid = "u",
                        target = "t:1",
                        port,
                    }
                )
            ).Status,
            200,
            201
        );

    private static Task<ApiAnswer> RestoreAsync(ApiClient api, string text, bool dryRun = false) =>
        api.SendAsync(HttpMethod.Put, RestRoutes.Restore + (dryRun ? "?dryRun=true" : ""), ApiClient.Text(text, Type));

    private static RestoreView View(ApiAnswer answer)
    {
        Assert.True(answer.Status == 200, answer.Body);
        return JsonSerializer.Deserialize(answer.Body, RestJson.Default.RestoreView)!;
    }

    private static (string Id, ulong Revision, int Target) Read(string line)
    {
        var assignment = JsonDocument.Parse(line).RootElement;
        var target = assignment.GetProperty("target").GetString()!;
        return (
            assignment.GetProperty("id").GetString()!,
            assignment.GetProperty("revision").GetUInt64(),
            int.Parse(target[2..], CultureInfo.InvariantCulture)
        );
    }

    /// <summary>Gives a part at a time, each after a pause.</summary>
    private sealed class SlowStream(byte[] content, int parts, TimeSpan pause) : MemoryStream(content)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(pause, cancellationToken);
            return await base.ReadAsync(buffer[..Math.Min(buffer.Length, (int)Length / parts)], cancellationToken);
        }
    }

    private static (string, int, string, string) Wish(AssignmentView view) => (view.Id, view.Port, view.Uid, view.Target);

    private static async Task<ApiClient> ClientAsync(RunningProcess process, TestDirectory directory) =>
        new(await process.RestAsync(), (await File.ReadAllTextAsync(directory.File("admin.token"), TestContext.Current.CancellationToken)).Trim());
}
