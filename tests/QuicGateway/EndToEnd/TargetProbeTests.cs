using System.Net;
using System.Net.Sockets;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Control;
using SocketWarp.Protocol.Frames;
using SocketWarp.Protocol.Session;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.QuicGateway.Tests.Support;
using SocketWarp.Sessions.Control;
using SocketWarp.TestSupport;

namespace SocketWarp.QuicGateway.Tests.EndToEnd;

/// <summary>Whether targets can be dialled, without a visitor.</summary>
public sealed class TargetProbeTests : Surroundings
{
    internal override void Configure(GatewaySettings settings) => settings.Visitors.TargetProbeInterval = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task TargetAccepts_IsReportedWithItsTime()
    {
        await using var connector = await StartConnectorAsync("inside");
        await PublishAsync("inside");

        var report = (await CountersAsync("inside", c => c.Target is not null)).Target;

        Assert.Equal((EchoAddress, ""), (report.Target, report.Reason));
        Assert.InRange(report.Microseconds, 1ul, (ulong)TimeSpan.FromSeconds(10).TotalMicroseconds);
        Assert.InRange(
            DateTimeOffset.FromUnixTimeMilliseconds(report.AtUnixMilliseconds),
            DateTimeOffset.UtcNow.AddMinutes(-1),
            DateTimeOffset.UtcNow.AddMinutes(1)
        );
    }

    [Fact]
    public async Task TargetRefuses_IsReported_AndSoIsItsComingBack()
    {
        using var closed = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await using var connector = await StartConnectorAsync("inside");
        await PublishAsync("inside", closed.LocalEndPoint!.ToString());
        await CountersAsync("inside", c => c.Target?.Reason == "TargetRefused: the target refused the connection");

        closed.Listen();

        await CountersAsync("inside", c => c.Target?.Reason == "");
    }

    [Fact]
    public async Task TargetIsForbidden_IsReported()
    {
        await using var connector = await StartConnectorAsync("inside", settings => settings.Targets = ["elsewhere:1"]);
        await PublishAsync("inside");

        await CountersAsync("inside", c => c.Target is { } target && target.Reason.StartsWith("TargetForbidden: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TargetOfTheAssignmentChanges_NewOneIsAskedAbout()
    {
        await using var other = new TcpTarget(serve: TcpTarget.EchoAsync);
        await using var connector = await StartConnectorAsync("inside");
        await PublishAsync("inside");
        await CountersAsync("inside", c => c.Target?.Target == EchoAddress);

        await PublishAsync("inside", other.EndPoint.ToString());

        await CountersAsync("inside", c => c.Target?.Target == other.EndPoint.ToString());
    }

    [Fact]
    public async Task SessionEnds_NothingIsKnownAnyMore()
    {
        await using (await StartConnectorAsync("inside"))
        {
            await PublishAsync("inside");
            await CountersAsync("inside", c => c.Target is not null);
            Control.Reports.Clear();
        }

        await CountersAsync("inside", c => c.Target is null);
    }

    [Fact]
    public async Task ConnectorDoesNotAnswer_NoMoreIsAskedThanTheProtocolAllows()
    {
        await using var silent = await RawPeer.ConnectAsync(Files, "silent", Gateway.Address);
        var control = await silent.EnterAsync();
        for (var i = 0; i < ProtocolLimits.MaxProbes + 4; i++)
            Control.Put(
                new Assignment
                {
                    Id = $"a{i}",
                    Uid = "silent",
                    Target = $"host{i}:1",
                }
            );

        var asked = new List<TargetProbe>();
        while (asked.Count < ProtocolLimits.MaxProbes)
            asked.Add(await NextProbeAsync(control));
        var next = NextProbeAsync(control);
        Assert.Equal(asked.Count, asked.Select(p => p.Target).Distinct().Count());
        // More than an interval: a probe that should not be sent would have been sent by then.
        await Assert.ThrowsAsync<TimeoutException>(() => next.WaitAsync(TimeSpan.FromSeconds(1)));
        await control.SendAsync(
            FrameKind.TargetProbeResult,
            new TargetProbeResult { Id = asked[3].Id, Code = (ulong)ErrorCode.TargetTimeout },
            CancellationToken.None
        );

        Assert.DoesNotContain((await next.InTime()).Id, asked.Select(p => p.Id));
        var id = $"a{asked[3].Target[4..^2]}";
        await CountersAsync(id, c => c.Target?.Reason == "TargetTimeout: the target did not answer in time");
    }

    private static async Task<TargetProbe> NextProbeAsync(ControlStream control)
    {
        while (true)
        {
            switch ((await control.ReadAsync(CancellationToken.None))?.Body)
            {
                case TargetProbe probe:
                    return probe;
                case Ping ping:
                    await control.SendAsync(FrameKind.Pong, new Pong { Sequence = ping.Sequence }, CancellationToken.None);
                    break;
                case null:
                    throw new EndOfStreamException();
            }
        }
    }
}
