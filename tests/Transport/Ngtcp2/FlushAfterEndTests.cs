using System.Net.Sockets;
using SocketWarp.Protocol;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Ngtcp2;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tests.Conformance;
using SocketWarp.Transport.Tests.Engines;
using SocketWarp.Transport.Tests.Tunnels;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Tests.Ngtcp2;

/// <summary>A stream is over and its socket still has bytes to take: it gets time as long as it takes some.</summary>
[Collection(TimedCollection.Name)]
public sealed class FlushAfterEndTests() : EngineTests(EngineKind.Ngtcp2, Options)
{
    private const int Megabyte = 1024 * 1024;
    private static readonly EngineOptions Options = new() { FlushTimeout = TimeSpan.FromSeconds(1) };

    [Fact]
    public async Task SocketThatTakesNothing_AfterItsStreamHasEnded_IsReset()
    {
        await using var target = new TcpTarget();
        await using var rig = await StartAsync(target);
        using var visitor = await VisitAsync(rig);
        await EndStreamAsync(target, visitor);

        var outcome = await rig.NextVisitorOutcomeAsync();

        Assert.Equal((TunnelEnd.Stalled, ErrorCode.TooSlow), (outcome.End, (ErrorCode)outcome.Code));
        Assert.Equal(SocketEnd.Reset, (await visitor.ReadToEndAsync()).End);
    }

    [Fact]
    public async Task SocketThatTakesItsRestSlowly_AfterItsStreamHasEnded_GetsAllOfIt()
    {
        await using var target = new TcpTarget();
        await using var rig = await StartAsync(target);
        using var visitor = await VisitAsync(rig);
        var sent = await EndStreamAsync(target, visitor);

        // Three times as long as a socket may take nothing.
        var received = new PayloadHash();
        var buffer = new byte[4096];
        using var timer = new PeriodicTimer(Options.FlushTimeout / 20);
        for (var i = 0; i < 60 && await timer.WaitForNextTickAsync().InTime(); i++)
            received.Add(buffer.AsSpan(0, await visitor.ReceiveAsync(buffer.AsMemory()).InTime()));
        int read;
        while ((read = await visitor.ReceiveAsync(buffer.AsMemory()).InTime()) > 0)
            received.Add(buffer.AsSpan(0, read));

        Assert.Equal(sent, received.Hash());
        Assert.Equal(TunnelEnd.Completed, (await rig.NextVisitorOutcomeAsync()).End);
    }

    /// <summary>More than the kernel's buffers hold fits into the stream, so that the stream ends while a stalled visitor still has bytes to take.</summary>
    private Task<TunnelRig> StartAsync(TcpTarget target) =>
        new TunnelRig { Target = Addresses.Of(target.EndPoint) }.StartAsync(
            Engine,
            Credentials,
            limits: new SessionLimits
            {
                Windows = new() { Stream = 8 * Megabyte, MaxStream = 8 * Megabyte },
            }
        );

    private static async Task<Socket> VisitAsync(TunnelRig rig)
    {
        var visitor = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await visitor.ConnectAsync(rig.Port.LocalEndPoint).InTime();
        return visitor;
    }

    /// <summary>Both directions end; what the target sent is on its way to the visitor, who has read none of it.</summary>
    private static async Task<string> EndStreamAsync(TcpTarget target, Socket visitor)
    {
        using var served = await target.AcceptAsync();
        visitor.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await served.ReceiveAsync(new byte[1]).InTime());
        var sent = await served.SendAsync(new Payload(1, 7 * Megabyte));
        served.Shutdown(SocketShutdown.Send);
        return sent;
    }
}
