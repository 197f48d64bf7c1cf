using SocketWarp.ControlApi.Tests.Support;
using SocketWarp.Protocol.Control;
using SocketWarp.Protocol.Rest;
using SocketWarp.TestSupport;

namespace SocketWarp.ControlApi.Tests.Assignments;

public sealed class AssignmentEndpointTests
{
    private static readonly object Wish = new
    {
        port = 9000,
        uid = "edge-1",
        target = "db.internal:5432",
    };

    [Fact]
    public async Task Put_NoGatewayAttached_RecordsTheWishAsPending()
    {
        await using var host = await ControlApiHost.StartAsync();

        var answer = await host.Admin.PutAsync(Wish);

        Assert.Equal(201, answer.Status);
        Assert.Equal(AssignmentStatus.Pending, answer.Assignment.State);
        Assert.Equal("gateway \"default\" is not attached", answer.Assignment.Reason);
        Assert.Equal($"/api/v1/assignments/{answer.Assignment.Id}", answer.Location);
        Assert.Equal("\"1\"", answer.ETag);
        Assert.Equal(answer.Assignment.Id, Assert.Single(await host.Admin.ListAsync()).Id);
    }

    [Theory]
    [InlineData(AssignmentState.Listening, AssignmentStatus.Listening, "")]
    [InlineData(AssignmentState.Waiting, AssignmentStatus.Waiting, "")]
    [InlineData(AssignmentState.Failed, AssignmentStatus.Failed, "address already in use")]
    public async Task Put_GatewayAnswers_ReportsItsState(AssignmentState reported, AssignmentStatus expected, string reason)
    {
        await using var host = await ControlApiHost.StartAsync(("Api:AcknowledgeTimeout", "20s"));
        await using var gateway = await host.AttachAsync();
        gateway.Answer = a => FakeGateway.Report(a, reported, reason: reason);
        await gateway.RunAsync();

        var answer = await host.Admin.PutAsync(Wish);

        Assert.Equal(201, answer.Status);
        Assert.Equal(expected, answer.Assignment.State);
        Assert.Equal(reason.Length == 0 ? null : reason, answer.Assignment.Reason);
        Assert.Single(await host.Admin.ListAsync());
    }

    [Fact]
    public async Task Put_GatewayIsSilent_ReportsPendingAfterTheTimeout()
    {
        await using var host = await ControlApiHost.StartAsync(("Api:AcknowledgeTimeout", "100ms"));
        await using var gateway = await host.AttachAsync();
        await gateway.ReadAsync();

        var answer = await host.Admin.PutAsync(Wish);

        Assert.Equal(AssignmentStatus.Pending, answer.Assignment.State);
        Assert.Equal("the gateway has not answered within 100ms", answer.Assignment.Reason);
    }

    [Fact]
    public async Task Put_TheSameAgain_IsTheSameAssignment()
    {
        await using var host = await ControlApiHost.StartAsync();
        var first = await host.Admin.PutAsync(Wish);

        var second = await host.Admin.PutAsync(Wish);

        Assert.Equal(200, second.Status);
        Assert.Equal(first.Assignment, second.Assignment);
    }

    [Fact]
    public async Task Put_SamePortAndUid_ReplacesTheTarget()
    {
        await using var host = await ControlApiHost.StartAsync();
        var first = await host.Admin.PutAsync(Wish);

        var second = await host.Admin.PutAsync(
            new
            {
                port = 9000,
                uid = "edge-1",
                target = "unix:/run/app.sock",
            }
        );

        Assert.Equal(200, second.Status);
        Assert.Equal(first.Assignment.Id, second.Assignment.Id);
        Assert.Equal("unix:/run/app.sock", second.Assignment.Target);
    }

    [Fact]
    public async Task Put_PortOfAnotherUid_Is409AndSaysWhose()
    {
        await using var host = await ControlApiHost.StartAsync();
        var holder = (await host.Admin.PutAsync(Wish)).Assignment;

        var answer = await host.Admin.PutAsync(
            new
            {
                port = 9000,
                uid = "edge-2",
                target = "db.internal:5432",
            }
        );

        Assert.Equal(409, answer.Status);
        Assert.Equal("port", answer.Problem.Field);
        Assert.Contains(holder.Id, answer.Problem.Detail, StringComparison.Ordinal);
        Assert.Contains("edge-1", answer.Problem.Detail, StringComparison.Ordinal);
        Assert.Equal("edge-1", Assert.Single(await host.Admin.ListAsync()).Uid);
    }

    [Fact]
    public async Task Put_ByIdWithAnotherUid_HandsThePortOver()
    {
        await using var host = await ControlApiHost.StartAsync();
        await host.Admin.PutAsync(Wish, "/api/v1/assignments/web");

        var answer = await host.Admin.PutAsync(
            new
            {
                port = 9000,
                uid = "edge-2",
                target = "db.internal:5432",
            },
            "/api/v1/assignments/web"
        );

        Assert.Equal(200, answer.Status);
        Assert.Equal("edge-2", Assert.Single(await host.Admin.ListAsync()).Uid);
    }

    [Fact]
    public async Task Put_PortZero_KeepsWhatTheGatewayChose()
    {
        using var directory = new TestDirectory();
        await using (var host = await ControlApiHost.StartInAsync(directory.Path, ("Api:AcknowledgeTimeout", "20s")))
        {
            await using var gateway = await host.AttachAsync();
            gateway.Answer = a => FakeGateway.Report(a, AssignmentState.Listening, port: a.Port == 0 ? 40123 : a.Port);
            await gateway.RunAsync("edge-1");

            var created = await host.Admin.PutAsync(
                new
                {
                    id = "any",
                    port = 0,
                    uid = "edge-1",
                    target = "t:1",
                }
            );
            var again = await host.Admin.PutAsync(
                new
                {
                    id = "any",
                    port = 0,
                    uid = "edge-1",
                    target = "t:1",
                }
            );

            Assert.Equal(40123, created.Assignment.Port);
            Assert.Equal(AssignmentStatus.Listening, created.Assignment.State);
            Assert.Equal(40123, again.Assignment.Port);
        }

        await using var restarted = await ControlApiHost.StartInAsync(directory.Path);
        Assert.Equal(40123, Assert.Single(await restarted.Admin.ListAsync()).Port);
    }

    [Fact]
    public async Task Put_WithAnOldETag_Is412AndChangesNothing()
    {
        await using var host = await ControlApiHost.StartAsync();
        var first = await host.Admin.PutAsync(Wish, "/api/v1/assignments/web");
        await host.Admin.PutAsync(
            new
            {
                port = 9001,
                uid = "edge-1",
                target = "t:1",
            },
            "/api/v1/assignments/web",
            first.ETag
        );

        var late = await host.Admin.PutAsync(
            new
            {
                port = 9002,
                uid = "edge-1",
                target = "t:1",
            },
            "/api/v1/assignments/web",
            first.ETag
        );
        var lateDelete = await host.Admin.DeleteAsync("/api/v1/assignments/web", ifMatch: first.ETag);

        Assert.Equal(412, late.Status);
        Assert.Equal("If-Match", late.Problem.Field);
        Assert.Equal(412, lateDelete.Status);
        Assert.Equal(9001, Assert.Single(await host.Admin.ListAsync()).Port);
    }

    [Fact]
    public async Task Post_IdInUse_Is409()
    {
        await using var host = await ControlApiHost.StartAsync();
        Assert.Equal(
            201,
            (
                await host.Admin.PostAsync(
                    RestRoutes.Assignments,
                    new
                    {
                        id = "web",
                        port = 1,
                        uid = "u",
                        target = "t:1",
                    }
                )
            ).Status
        );

        var answer = await host.Admin.PostAsync(
            RestRoutes.Assignments,
            new
            {
                id = "web",
                port = 2,
                uid = "u",
                target = "t:1",
            }
        );

        Assert.Equal(409, answer.Status);
        Assert.Equal("id", answer.Problem.Field);
    }

    [Fact]
    public async Task Delete_Assignment_IsGoneAndThenNotFound()
    {
        await using var host = await ControlApiHost.StartAsync();
        var path = $"/api/v1/assignments/{(await host.Admin.PutAsync(Wish)).Assignment.Id}";

        Assert.Equal(200, (await host.Admin.GetAsync(path)).Status);
        Assert.Equal(204, (await host.Admin.DeleteAsync(path)).Status);
        Assert.Equal(404, (await host.Admin.GetAsync(path)).Status);
        Assert.Equal(404, (await host.Admin.DeleteAsync(path)).Status);
    }

    [Fact]
    public async Task Delete_GatewayAttached_AnswersWhenTheGatewayHasApplied()
    {
        await using var host = await ControlApiHost.StartAsync(("Api:AcknowledgeTimeout", "20s"));
        await using var gateway = await host.AttachAsync();
        await gateway.TakeAsync(await gateway.ReadAsync());
        var putting = host.Admin.PutAsync(Wish, "/api/v1/assignments/web");
        await gateway.TakeAsync(await gateway.ReadAsync());
        await putting.InTime();

        var deleting = host.Admin.DeleteAsync("/api/v1/assignments/web");
        var update = await gateway.ReadAsync();
        Assert.Equal("web", Assert.Single(update.Delta.Removals));
        Assert.False(deleting.IsCompleted);
        await gateway.TakeAsync(update);

        Assert.Equal(204, (await deleting.InTime()).Status);
    }
}
