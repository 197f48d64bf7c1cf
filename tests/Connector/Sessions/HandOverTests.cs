using Microsoft.Extensions.Logging.Abstractions;
using SocketWarp.Connector.Sessions;
using SocketWarp.Connector.Settings;
using SocketWarp.Connector.Tests.Support;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Frames;
using SocketWarp.Protocol.Session;
using SocketWarp.Sessions.Control;
using SocketWarp.TestSupport;

namespace SocketWarp.Connector.Tests.Sessions;

public sealed class HandOverTests : IAsyncDisposable
{
    private readonly FakeTransportSession _transport = new();
    private readonly HeldStream _stream = new();
    private readonly NativeSession _session;

    public HandOverTests()
    {
        // Neither tunnels nor a certificate are asked for.
        var context = new SessionContext(_transport, null!, new GatewayAddress("localhost", 1), null!, TimeProvider.System, NullLogger.Instance);
        _session = new NativeSession(
            context,
            new ControlStream(_stream, SessionSide.Connector),
            new Welcome { Capabilities = { Capabilities.Replaces } },
            null!
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        await _stream.DisposeAsync();
        await _transport.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SessionHasJustEnded_IsNoFault(bool closed)
    {
        if (closed)
            await _transport.CloseAsync(0, "");
        await _session.DisposeAsync();
        await _session.HandOverAsync(CancellationToken.None).InTime();
        Assert.NotEqual(closed, _session.HandedOver);
    }

    [Fact]
    public async Task GatewayKnowsOfSuccessors_OnlyTheDrainIsSent()
    {
        await _session.HandOverAsync(CancellationToken.None).InTime();
        await _stream.Output.CompleteAsync();
        var sent = await _stream.Sent.ReadAtLeastAsync(1024).InTime();
        var rest = sent.Buffer;
        Assert.True(FrameReader.TryRead(ref rest, ProtocolLimits.MaxControlBody, out var kind, out _));
        Assert.Equal(FrameKind.Drain, kind);
        Assert.True(rest.IsEmpty);
    }
}
