using System.Net;
using System.Net.Sockets;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tests.Conformance;
using SocketWarp.Transport.Tests.Engines;

namespace SocketWarp.Transport.Tests.Ngtcp2;

/// <summary>Nobody waits for an engine that has ended.</summary>
public sealed class DisposalTests() : EngineTests(EngineKind.Ngtcp2)
{
    private const int Rounds = 20;
    private const int DialsPerRound = 8;

    /// <summary>Longer than the patience of any await: a dial that ends has not simply timed out.</summary>
    private static readonly SessionLimits Patient = new() { HandshakeTimeout = TimeSpan.FromMinutes(2) };

    [Fact]
    public async Task Dispose_WithAnAcceptAndADialPending_EndsBoth()
    {
        using var silent = NewSilentPeer(out var address);
        var listener = await Engine.ListenAsync(Credentials.Listen()).InTime();
        var accepting = listener.AcceptAsync().AsTask();
        var dialling = Engine.ConnectAsync(Credentials.Connect(address, Patient)).AsTask();
        await silent.ReceiveAsync(new byte[1500]).InTime();

        await Engine.DisposeAsync().InTime();

        await AssertClosedAsync(accepting);
        await AssertClosedAsync(dialling);
        await AssertClosedAsync(listener.AcceptAsync().AsTask());
        await listener.DisposeAsync().InTime();
    }

    [Fact]
    public async Task Dispose_WhileOthersDial_EndsEveryDial()
    {
        using var silent = NewSilentPeer(out var address);
        for (var round = 0; round < Rounds; round++)
        {
            var engine = NewEngine();
            using var begin = new ManualResetEventSlim();
            var dials = Enumerable
                .Range(0, DialsPerRound)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        begin.Wait(Waiting.Patience);
                        await engine.ConnectAsync(Credentials.Connect(address, Patient));
                    })
                )
                .ToArray();

            begin.Set();
            await engine.DisposeAsync().InTime();

            foreach (var dial in dials)
                await AssertClosedAsync(dial);
        }
    }

    [Fact]
    public async Task Dispose_WithAStreamAndAProbePending_EndsThem()
    {
        await using var other = NewEngine();
        var listener = await Engine.ListenAsync(Credentials.Listen()).InTime();
        await using var client = await other.ConnectAsync(Credentials.Connect(listener.LocalEndPoint)).InTime();
        var session = await listener.AcceptAsync().InTime();
        var accepting = session.AcceptStreamAsync().AsTask();

        await Engine.DisposeAsync().InTime();

        await AssertClosedAsync(accepting);
        await AssertClosedAsync(session.OpenStreamAsync().AsTask());
        Assert.False(await session.ProbeAsync(TimeSpan.FromMinutes(2)).InTime());
        await session.DisposeAsync().InTime();
    }

    private static Socket NewSilentPeer(out IPEndPoint address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        address = (IPEndPoint)socket.LocalEndPoint!;
        return socket;
    }

    private static async Task AssertClosedAsync(Task task)
    {
        var error = await Assert.ThrowsAsync<TransportException>(() => task.InTime());
        Assert.Equal(TransportError.Closed, error.Error);
    }
}
