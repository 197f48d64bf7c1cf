using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using SocketWarp.QuicGateway.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.QuicGateway.Tests.EndToEnd;

/// <summary>What somebody who collects traces sees of tunnels.</summary>
public sealed class TracingTests : Surroundings
{
    private readonly ConcurrentQueue<Activity> _stopped = new();
    private readonly SemaphoreSlim _more = new(0);
    private readonly ActivityListener _listener;

    public TracingTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("SocketWarp.", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                _stopped.Enqueue(activity);
                _more.Release();
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _listener.Dispose();
        _more.Dispose();
    }

    [Fact]
    public async Task Tunnels_EachHaveATraceOfTheirOwn_WithTheConnectorsPartBelowTheGateways()
    {
        await using var connector = await StartConnectorAsync("inside");
        var port = await PublishAsync("inside");

        Assert.Equal("first", await Visitor.ReachAsync(port, "first"));
        Assert.Equal("second", await Visitor.ReachAsync(port, "second"));

        var gateways = await StoppedAsync("visitor tunnel", 2);
        var connectors = await StoppedAsync("target tunnel", 2);
        Assert.Equal(2, gateways.Select(a => a.TraceId).Distinct().Count());
        foreach (var above in gateways)
        {
            Assert.Equal(default, above.ParentSpanId);
            var below = Assert.Single(connectors, a => a.TraceId == above.TraceId);
            Assert.Equal(above.SpanId, below.ParentSpanId);
            Assert.True(below.HasRemoteParent);
            Assert.Equal("inside", above.GetTagItem("socketwarp.uid"));
        }
    }

    [Fact]
    public async Task Tunnel_ThatFails_IsAnErrorInBothParts()
    {
        using var closed = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await using var connector = await StartConnectorAsync("inside");
        using var visitor = await Visitor.ConnectAsync(await PublishAsync("inside", closed.LocalEndPoint!.ToString()));
        Assert.Equal(SocketError.ConnectionReset, await visitor.EndAsync());

        foreach (var name in (string[])["visitor tunnel", "target tunnel"])
        {
            var failed = Assert.Single(await StoppedAsync(name, 1));
            Assert.Equal((ActivityStatusCode.Error, "TargetRefused"), (failed.Status, failed.StatusDescription));
        }
    }

    /// <summary>The activities of this test's target: other tests run beside it and are heard too.</summary>
    private async Task<IReadOnlyList<Activity>> StoppedAsync(string name, int count)
    {
        while (true)
        {
            var target = Control.Wish("inside").Target;
            var found = _stopped.Where(a => a.OperationName == name && a.GetTagItem("socketwarp.target") as string == target).ToArray();
            if (found.Length >= count)
                return found;
            Assert.True(await _more.WaitAsync(Waiting.Patience), $"only {found.Length} of {count} times: {name}");
        }
    }
}
