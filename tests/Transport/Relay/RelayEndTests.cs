using SocketWarp.Protocol;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Relay;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tests.Engines;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Tests.Relay;

/// <summary>What any two duplex streams get of each other: bytes, ends as ends, resets and cuts as resets, and one outcome.</summary>
public abstract class RelayEndTests(StreamKind near, StreamKind far) : IAsyncLifetime
{
    private const ulong Code = 0x77;
    private const long Large = 8 * 1024 * 1024;
    private readonly StreamPairs _pairs = new();
    private readonly TunnelCounters _counters = new();
    private readonly CancellationTokenSource _stop = new();
    private StreamPair _near = null!;
    private StreamPair _far = null!;
    private Task<RelayOutcome> _running = null!;

    private protected ITransportStream Near => _near.Peer;

    private protected ITransportStream Far => _far.Peer;

    public async ValueTask InitializeAsync()
    {
        (_near, _far) = (await _pairs.ConnectAsync(near), await _pairs.ConnectAsync(far));
        _running = StreamRelay.RunAsync(_near.Stream, _far.Stream, TimeSpan.FromSeconds(2), _counters, _stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _stop.CancelAsync();
        await _running.InTime();
        await _pairs.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task Bytes_BothWaysAtOnce_ArriveWhole()
    {
        var (up, down) = (Near.SendAsync(new Payload(1, Large)), Far.SendAsync(new Payload(2, Large + 1)));
        var (upReceived, downReceived) = (Far.ReadToEndAsync(), Near.ReadToEndAsync());

        Assert.Equal(await up, (await upReceived).Hash());
        Assert.Equal(await down, (await downReceived).Hash());
        Assert.Equal(new RelayOutcome(RelayEnd.Completed, null, 0, null, Large, Large + 1), await _running.InTime());
        Assert.Equal((Large, Large + 1), (_counters.BytesToPeer, _counters.BytesToSocket));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task End_OfEitherPeer_LeavesTheOtherDirectionOpen(bool nearEndsFirst)
    {
        var (first, second) = Peers(nearEndsFirst);

        await first.WriteAsync("last words");
        await first.Output.CompleteAsync().InTime();
        Assert.Equal("last words", await second.ReadTextToEndAsync());
        for (var i = 0; i < 5; i++)
        {
            await second.WriteAsync("still here");
            Assert.Equal("still here", await first.ReadTextAsync(10));
        }

        Assert.False(_running.IsCompleted);
        await second.Output.CompleteAsync().InTime();
        Assert.Equal("", await first.ReadTextToEndAsync());
        var outcome = await _running.InTime();
        Assert.Equal(RelayEnd.Completed, outcome.End);
        Assert.Null(outcome.By);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Abort_ByEitherPeer_ResetsTheOther(bool nearAborts, bool duringATransfer)
    {
        var (aborter, other) = Peers(nearAborts);
        var receiving = other.ReadToEndAsync();
        if (duringATransfer)
            await aborter.Output.WriteAsync(new byte[1_000_000]).InTime();

        aborter.Abort(Code);

        await AssertResetAsync(receiving, nearAborts ? far : near, CodeOf(nearAborts));
        await AssertOutcomeAsync(RelayEnd.Reset, nearAborts ? _near : _far, CodeOf(nearAborts));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Abort_ByAReceiver_StopsTheSender(bool nearAborts)
    {
        var (aborter, sender) = Peers(nearAborts);
        var sending = WriteUntilEndedAsync(sender);
        await aborter.ReadTextAsync(100_000);

        aborter.Abort(Code);

        await sending.InTime();
        await AssertOutcomeAsync(RelayEnd.Reset, nearAborts ? _near : _far, CodeOf(nearAborts));
    }

    [Fact]
    public async Task Stop_OfTheRelay_ResetsBoth()
    {
        await _stop.CancelAsync();

        await AssertResetAsync(Near.ReadToEndAsync(), near, (ulong)ErrorCode.ShuttingDown);
        await AssertResetAsync(Far.ReadToEndAsync(), far, (ulong)ErrorCode.ShuttingDown);
        var outcome = await _running.InTime();
        Assert.Equal(RelayEnd.Stopped, outcome.End);
        Assert.Null(outcome.By);
    }

    /// <summary>Cuts what carries the far stream while its peer could still send.</summary>
    private protected async Task CutFarAsync()
    {
        await Far.WriteAsync("cut he");
        Assert.Equal("cut he", await Near.ReadTextAsync(6));
        await _far.CutAsync!().InTime();
        await Assert.ThrowsAsync<StreamResetException>(() => Near.ReadToEndAsync());
    }

    private protected Task AssertEndedByFarAsync(RelayEnd end, ErrorCode code) => AssertOutcomeAsync(end, _far, (ulong)code);

    private static bool CarriesCodes(StreamKind kind) => kind is StreamKind.Quic or StreamKind.Memory;

    private protected static async Task WriteUntilEndedAsync(ITransportStream stream)
    {
        try
        {
            await stream.WriteUntilStoppedAsync();
        }
        catch (IOException)
        {
            // That is how sockets say it.
        }
    }

    private static async Task AssertResetAsync(Task reading, StreamKind kind, ulong code)
    {
        var reset = await Assert.ThrowsAsync<StreamResetException>(() => reading);
        Assert.Equal(CarriesCodes(kind) ? code : (ulong)ErrorCode.SocketReset, reset.Code);
    }

    private (ITransportStream First, ITransportStream Second) Peers(bool nearFirst) => nearFirst ? (Near, Far) : (Far, Near);

    private ulong CodeOf(bool ofNear) => CarriesCodes(ofNear ? near : far) ? Code : (ulong)ErrorCode.SocketReset;

    private async Task AssertOutcomeAsync(RelayEnd end, StreamPair by, ulong code)
    {
        var outcome = await _running.InTime();
        Assert.Equal((end, code), (outcome.End, outcome.Code));
        Assert.Same(by.Stream, outcome.By);
    }
}
