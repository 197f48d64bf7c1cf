using System.Text;
using SocketWarp.Protocol.Control;
using SocketWarp.Protocol.Rest;
using SocketWarp.TestServices;
using SocketWarp.TestSupport;

namespace SocketWarp.Client.Tests;

/// <summary>The client against a real ControlApi.</summary>
public sealed class ControlClientTests
{
    [Fact]
    public async Task Assignment_FromItsCreationToItsEnd_IsAsTheServiceSays()
    {
        await using var host = await TestApi.StartAsync();
        await using var gateway = await FakeGateway.AttachAsync(host, "default");
        using var api = host.Client(host.Tokens[0]);

        var created = await api.CreateAssignmentAsync(
            new AssignmentRequest
            {
                Uid = "u",
                Target = "t:1",
                Port = 0,
            }
        );
        var listening = await WaitAsync(api, created.Id, AssignmentStatus.Listening);
        Assert.Equal((20001, AssignmentStatus.Listening), (listening.Port, listening.State));
        var next = new AssignmentRequest
        {
            Id = created.Id,
            Uid = "u",
            Target = "t:2",
            Port = listening.Port,
        };
        var replaced = await api.PutAssignmentAsync(next, listening.Revision);
        Assert.Equal("t:2", (await api.GetAssignmentAsync(created.Id)).Target);
        Assert.Equal(created.Id, Assert.Single(await api.ListAssignmentsAsync()).Id);
        await ThrowsAsync(412, "changed-meanwhile", () => api.PutAssignmentAsync(next, listening.Revision));
        await ThrowsAsync(412, "changed-meanwhile", () => api.DeleteAssignmentAsync(created.Id, listening.Revision));
        await api.DeleteAssignmentAsync(created.Id, replaced.Revision);
        await ThrowsAsync(404, "not-found", () => api.GetAssignmentAsync(created.Id));
    }

    [Fact]
    public async Task GatewaysConnectorsAndHealth_AreRead()
    {
        await using var host = await TestApi.StartAsync();
        await using var gateway = await FakeGateway.AttachAsync(host, "default");
        await gateway.SendAsync(
            new GatewayReport
            {
                Session = new SessionReport
                {
                    Uid = "u",
                    SessionId = "s1",
                    Up = true,
                },
            }
        );
        await TestApi.UntilAsync(() => host.Admin.ListConnectorsAsync(), all => all.Any(c => c is { Uid: "u", State: ConnectorStatus.Connected }));

        Assert.True(Assert.Single(await host.Admin.ListGatewaysAsync()).Attached);
        Assert.Equal(("healthy", 1, 1), await host.Admin.GetHealthAsync() is var h ? (h.Status, h.GatewaysAttached, h.ConnectorsConnected) : default);
        using var nobody = host.Client(null);
        Assert.True(await nobody.IsReadyAsync());
    }

    [Fact]
    public async Task Wait_ForWhatDoesNotCome_ReturnsTheLastAtItsLimit()
    {
        await using var host = await TestApi.StartAsync(("Api:AcknowledgeTimeout", "100ms"));
        var assignment = await host.Admin.CreateAssignmentAsync(
            new AssignmentRequest
            {
                Uid = "u",
                Target = "t:1",
                Port = 9000,
            }
        );

        Assert.Equal(AssignmentStatus.Pending, (await WaitAsync(host.Admin, assignment.Id, AssignmentStatus.Listening, TimeSpan.FromMilliseconds(100))).State);
    }

    [Fact]
    public async Task Refusal_HasWhatTheServiceSaid()
    {
        await using var host = await TestApi.StartAsync(("Api:AcknowledgeTimeout", "100ms"));
        await host.Admin.CreateAssignmentAsync(
            new AssignmentRequest
            {
                Id = "a",
                Uid = "u",
                Target = "t:1",
                Port = 9000,
            }
        );

        var wish = new AssignmentRequest
        {
            Id = "b",
            Uid = "v",
            Target = "t:1",
            Port = 9000,
        };
        var refusal = await ThrowsAsync(409, "port-taken", () => host.Admin.CreateAssignmentAsync(wish));

        Assert.Equal(("port", "choose another port, or delete that assignment"), (refusal.Field, refusal.Fix));
        Assert.Equal("port 9000 of gateway \"default\" belongs to assignment \"a\" of uid \"u\"", refusal.Message);
    }

    [Fact]
    public async Task Token_MissingWrongOrOfAnotherRole_IsRefusedAndNotRepeated()
    {
        await using var host = await TestApi.StartAsync();
        using var nobody = host.Client(null);
        using var stranger = host.Client("a-token-of-mine");
        using var viewer = host.Client(host.Tokens[1]);

        await ThrowsAsync(401, "no-token", () => nobody.ListAssignmentsAsync());
        var refusal = await ThrowsAsync(401, "no-token", () => stranger.ListAssignmentsAsync());
        Assert.DoesNotContain("a-token-of-mine", refusal.ToString(), StringComparison.Ordinal);
        Assert.Empty(await viewer.ListAssignmentsAsync());
        await ThrowsAsync(
            403,
            "not-allowed",
            () =>
                viewer.CreateAssignmentAsync(
                    new AssignmentRequest
                    {
                        Uid = "u",
                        Target = "t:1",
                        Port = 9000,
                    }
                )
        );
    }

    [Fact]
    public async Task Backup_AndRestore_ChangeNothingButWhatDiffers()
    {
        await using var host = await TestApi.StartAsync(("Api:AcknowledgeTimeout", "100ms"));
        foreach (var id in (string[])["a", "b"])
            await host.Admin.CreateAssignmentAsync(
                new AssignmentRequest
                {
                    Id = id,
                    Uid = "u",
                    Target = "t:1",
                    Port = 9000 + id[0],
                }
            );
        using var file = new MemoryStream();
        var header = await host.Admin.BackupAsync(file);
        await host.Admin.DeleteAssignmentAsync("b");

        Assert.Equal(("assignments", 2ul, 2), (header.Kind, header.Revision, header.Count));
        Assert.Equal((1, 0, 0, 1, true), Changes(await RestoreAsync(host.Admin, file, dryRun: true)));
        Assert.Single(await host.Admin.ListAssignmentsAsync());
        Assert.Equal((1, 0, 0, 1, false), Changes(await RestoreAsync(host.Admin, file)));
        Assert.Equal(2, (await host.Admin.ListAssignmentsAsync()).Count);
    }

    [Fact]
    public async Task Restore_OfMoreThanTheServiceTakes_IsRefusedBeforeItIsSent()
    {
        await using var host = await TestApi.StartAsync(("Api:MaxRestoreBytes", "65536"));
        using var large = new MemoryStream(new byte[80_000_000]);
        using var viewer = host.Client(host.Tokens[1]);

        var refusal = await ThrowsAsync(413, "too-large", () => host.Admin.RestoreAsync(large));
        Assert.Contains("Api:MaxRestoreBytes", refusal.Fix, StringComparison.Ordinal);
        await ThrowsAsync(403, "not-allowed", () => viewer.RestoreAsync(large));
        Assert.Equal(0, large.Position);
    }

    [Fact]
    public async Task Answered_GetsTheServicesOwnWords()
    {
        await using var host = await TestApi.StartAsync();
        var said = new List<string>();
        using var api = new ControlClient(
            new ApiClientOptions
            {
                Address = host.Addresses.Rest!,
                Token = host.Tokens[0],
                Answered = json => said.Add(Encoding.UTF8.GetString(json.Span)),
            }
        );

        await api.ListAssignmentsAsync();
        var header = await api.BackupAsync(Stream.Null);
        await ThrowsAsync(404, "not-found", () => api.GetAssignmentAsync("a"));

        Assert.Equal(["[]", "{\"format\":", "{\"type\":\"u"], said.Select(s => s[..Math.Min(s.Length, 10)]));
        Assert.Equal(0, header.Count);
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    public async Task Name_ThatWouldLeadElsewhere_IsNotSent(string id)
    {
        using var api = new ControlClient(new ApiClientOptions { Address = new Uri("http://127.0.0.1:1") });
        await Assert.ThrowsAsync<ArgumentException>(() => api.DeleteAssignmentAsync(id));
    }

    internal static async Task<ApiException> ThrowsAsync(int status, string code, Func<Task> call)
    {
        var exception = await Assert.ThrowsAsync<ApiException>(() => call().InTime());
        Assert.Equal((ApiFailure.Refused, status, code), (exception.Failure, exception.Status, exception.Code));
        return exception;
    }

    private static Task<AssignmentView> WaitAsync(ControlClient api, string id, AssignmentStatus state, TimeSpan? limit = null) =>
        api.WaitForAssignmentAsync(id, a => a.State == state, limit ?? Waiting.Patience);

    private static async Task<RestoreView> RestoreAsync(ControlClient api, MemoryStream file, bool dryRun = false)
    {
        file.Position = 0;
        return await api.RestoreAsync(file, dryRun);
    }

    private static (int, int, int, int, bool) Changes(RestoreView view) => (view.Added, view.Changed, view.Removed, view.Unchanged, view.DryRun);
}
