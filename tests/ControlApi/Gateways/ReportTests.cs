using SocketWarp.ControlApi.Tests.Support;
using SocketWarp.Protocol.Control;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.ControlApi.Tests.Gateways;

public sealed class ReportTests
{
    [Fact]
    public async Task Sessions_Reported_AreListedAsConnectors()
    {
        await using var host = await ControlApiHost.StartAsync();
        await using var gateway = await (await host.AttachAsync()).RunAsync("edge-1");
        await host.Admin.PutAsync(
            new
            {
                id = "a",
                port = 9000,
                uid = "edge-1",
                target = "t:1",
            }
        );
        await gateway.SendAsync(
            new GatewayReport
            {
                Counters = new CounterReport
                {
                    Assignments =
                    {
                        new AssignmentCounters
                        {
                            Id = "a",
                            VisitorsNow = 3,
                            VisitorsTotal = 5,
                        },
                    },
                },
            }
        );

        var connector = Assert.Single(await ConnectorsAsync(host, c => c is [{ Tunnels: 3 }]));

        Assert.Equal(("edge-1", "default", "name of edge-1", ConnectorStatus.Connected), (connector.Uid, connector.Gateway, connector.Name, connector.State));
        Assert.Equal(("192.0.2.1:5", "socket-warp/1", 1.5), (connector.Remote, connector.Protocol, connector.RoundTripMilliseconds));
        Assert.Equal(5ul, Assert.Single(await host.Admin.ListAsync()).Counters!.VisitorsTotal);
    }

    [Fact]
    public async Task Counters_OfAnAssignmentThatWasRemoved_AreNotThoseOfItsSuccessor()
    {
        await using var host = await ControlApiHost.StartAsync();
        await using var gateway = await (await host.AttachAsync()).RunAsync("edge-1");
        await host.Admin.PutAsync(
            new
            {
                id = "a",
                port = 9000,
                uid = "edge-1",
                target = "t:1",
            }
        );
        await gateway.SendAsync(
            new GatewayReport
            {
                Counters = new CounterReport
                {
                    Assignments =
                    {
                        new AssignmentCounters { Id = "a", VisitorsTotal = 5 },
                    },
                },
            }
        );
        await host.UntilAsync(host.Admin.ListAsync, l => l[0].Counters is not null);

        Assert.Equal(204, (await host.Admin.DeleteAsync($"{RestRoutes.Assignments}/a")).Status);
        await host.Admin.PutAsync(
            new
            {
                id = "a",
                port = 9000,
                uid = "edge-1",
                target = "t:1",
            }
        );

        Assert.Null(Assert.Single(await host.Admin.ListAsync()).Counters);
    }

    [Fact]
    public async Task TargetProbe_Reported_IsShownWithItsAssignment_UntilTheTargetChangesOrTheGatewayLeaves()
    {
        await using var host = await ControlApiHost.StartAsync();
        await using (var gateway = await (await host.AttachAsync()).RunAsync("edge-1"))
        {
            await host.Admin.PutAsync(
                new
                {
                    id = "a",
                    port = 9000,
                    uid = "edge-1",
                    target = "t:1",
                }
            );
            Assert.Null(Assert.Single(await host.Admin.ListAsync()).TargetProbe);

            await ProbedAsync(gateway, "t:1", "");
            var good = (await host.UntilAsync(host.Admin.ListAsync, l => l[0].TargetProbe is not null))[0].TargetProbe!;
            Assert.Equal((true, null, 1.5, DateTimeOffset.UnixEpoch.AddMilliseconds(7)), (good.Reachable, good.Reason, good.Milliseconds, good.At));

            await ProbedAsync(gateway, "t:1", "TargetRefused: the target refused\u001b[31m the connection");
            var bad = (await host.UntilAsync(host.Admin.ListAsync, l => l[0].TargetProbe is { Reachable: false }))[0].TargetProbe!;
            Assert.StartsWith("TargetRefused: the target refused", bad.Reason, StringComparison.Ordinal);
            Assert.DoesNotContain('\u001b', bad.Reason!);

            await host.Admin.PutAsync(
                new
                {
                    id = "a",
                    port = 9000,
                    uid = "edge-1",
                    target = "t:2",
                }
            );
            Assert.Null(Assert.Single(await host.Admin.ListAsync()).TargetProbe);
            await ProbedAsync(gateway, "t:2", "");
            await host.UntilAsync(host.Admin.ListAsync, l => l[0].TargetProbe is not null);
        }

        await host.UntilAsync(host.Admin.ListAsync, l => l[0] is { State: AssignmentStatus.Pending, TargetProbe: null });
    }

    [Fact]
    public async Task Session_Down_IsListedWithItsReason()
    {
        await using var host = await ControlApiHost.StartAsync();
        await using var gateway = await (await host.AttachAsync()).RunAsync("edge-1");

        await gateway.SessionAsync("edge-1", up: false, reason: "idle timeout");

        var connector = Assert.Single(await ConnectorsAsync(host, c => c is [{ State: ConnectorStatus.Disconnected }]));
        Assert.Equal("idle timeout", connector.Reason);
    }

    [Fact]
    public async Task Session_DownOfOneThatWasReplaced_IsNoNews()
    {
        await using var host = await ControlApiHost.StartAsync();
        await using var gateway = await (await host.AttachAsync()).RunAsync("edge-1");

        await gateway.SessionAsync("edge-1", sessionId: "s2");
        await gateway.SessionAsync("edge-1", up: false, sessionId: "s1");
        await gateway.SessionAsync("marker");

        var connectors = await ConnectorsAsync(host, c => c.Count == 2);
        Assert.Equal(ConnectorStatus.Connected, connectors[0].State);
    }

    [Fact]
    public async Task Sessions_NotReportedByTheNextAttachment_AreGone()
    {
        await using var host = await ControlApiHost.StartAsync();
        await using (await (await host.AttachAsync()).RunAsync("edge-1", "edge-2"))
            await ConnectorsAsync(host, c => c.Count == 2);
        await ConnectorsAsync(host, c => c.All(s => s.State == ConnectorStatus.Unknown));

        await using var gateway = await (await host.AttachAsync()).RunAsync("edge-2");

        var connectors = await ConnectorsAsync(host, c => c.All(s => s.State != ConnectorStatus.Unknown) && c[0].State == ConnectorStatus.Disconnected);
        Assert.Equal([ConnectorStatus.Disconnected, ConnectorStatus.Connected], connectors.Select(c => c.State));
    }

    [Fact]
    public async Task State_ReportedLater_IsShown()
    {
        await using var host = await ControlApiHost.StartAsync(("Api:AcknowledgeTimeout", "20s"));
        await using var gateway = await (await host.AttachAsync()).RunAsync("edge-1");
        var assignment = (
            await host.Admin.PutAsync(
                new
                {
                    port = 9000,
                    uid = "edge-1",
                    target = "t:1",
                }
            )
        ).Assignment;

        await gateway.SendAsync(
            new GatewayReport
            {
                Assignment = new AssignmentReport
                {
                    Id = assignment.Id,
                    Revision = assignment.Revision,
                    State = AssignmentState.Waiting,
                },
            }
        );

        await host.UntilAsync(host.Admin.ListAsync, l => l[0].State == AssignmentStatus.Waiting);
    }

    [Fact]
    public async Task State_OfAnOlderRevision_IsIgnored()
    {
        await using var host = await ControlApiHost.StartAsync(("Api:AcknowledgeTimeout", "20s"));
        await using var gateway = await (await host.AttachAsync()).RunAsync("edge-1");
        var assignment = (
            await host.Admin.PutAsync(
                new
                {
                    id = "a",
                    port = 9000,
                    uid = "edge-1",
                    target = "t:1",
                }
            )
        ).Assignment;
        await host.Admin.PutAsync(
            new
            {
                id = "a",
                port = 9000,
                uid = "edge-1",
                target = "t:2",
            }
        );

        await gateway.SendAsync(
            new GatewayReport
            {
                Assignment = new AssignmentReport
                {
                    Id = "a",
                    Revision = assignment.Revision,
                    State = AssignmentState.Failed,
                    Reason = "old",
                },
            }
        );
        await gateway.SessionAsync("marker");

        await ConnectorsAsync(host, c => c.Any(s => s.Uid == "marker"));
        Assert.Equal(AssignmentStatus.Listening, Assert.Single(await host.Admin.ListAsync()).State);
    }

    [Fact]
    public async Task Gateway_Detached_MakesItsAssignmentsPending()
    {
        await using var host = await ControlApiHost.StartAsync(("Api:AcknowledgeTimeout", "20s"));
        await using (await (await host.AttachAsync()).RunAsync("edge-1"))
            await host.Admin.PutAsync(
                new
                {
                    port = 9000,
                    uid = "edge-1",
                    target = "t:1",
                }
            );

        var assignment = Assert.Single(await host.UntilAsync(host.Admin.ListAsync, l => l[0].State == AssignmentStatus.Pending));
        Assert.Equal("gateway \"default\" is not attached", assignment.Reason);
    }

    [Fact]
    public async Task Reports_WithWhatPeersMadeUp_AreCleanedAndBounded()
    {
        await using var host = await ControlApiHost.StartAsync();
        await using var gateway = await host.AttachAsync();
        await gateway.SendAsync(
            new GatewayReport
            {
                Session = new SessionReport
                {
                    Uid = "edge-1",
                    Up = true,
                    SinceUnixMilliseconds = long.MaxValue,
                    CertificateNotAfterUnixSeconds = long.MaxValue,
                    RoundTripMicroseconds = ulong.MaxValue,
                    Name = "evil\u001b[31m" + new string('x', 10_000),
                    Labels = { { "a\u0001", "1" }, { "a\u0002", "2" } },
                },
            }
        );

        var connector = Assert.Single(await ConnectorsAsync(host, c => c.Count == 1));
        Assert.StartsWith("evil?[31m", connector.Name, StringComparison.Ordinal);
        Assert.InRange(connector.Name!.Length, 1, 256);
        Assert.Null(connector.CertificateExpires);
    }

    private static Task<IReadOnlyList<ConnectorView>> ConnectorsAsync(ControlApiHost host, Func<IReadOnlyList<ConnectorView>, bool> holds) =>
        host.UntilAsync(() => host.Control.ListConnectorsAsync(), holds);

    private static Task ProbedAsync(FakeGateway gateway, string target, string reason)
    {
        var report = new TargetReport
        {
            Target = target,
            Reason = reason,
            Microseconds = 1500,
            AtUnixMilliseconds = 7,
        };
        return gateway.SendAsync(
            new GatewayReport
            {
                Counters = new CounterReport
                {
                    Assignments =
                    {
                        new AssignmentCounters { Id = "a", Target = report },
                    },
                },
            }
        );
    }
}
