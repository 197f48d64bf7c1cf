using SocketWarp.TestSupport;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tests.Engines;

namespace SocketWarp.Transport.Tests.Conformance;

/// <summary>Ends that are no ends: reset and stop, per side and direction.</summary>
public abstract class ResetTests(EngineKind kind) : EngineTests(kind)
{
    private const ulong Code = 0x1234_5678;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reset_ByEitherSide_ReaderSeesTheCode(bool byOpener)
    {
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials);
        var (opener, accepter) = await pair.OpenAsync();
        var (resetter, reader) = byOpener ? (opener, accepter) : (accepter, opener);

        resetter.Reset(Code);

        var error = await Assert.ThrowsAsync<StreamResetException>(() => reader.ReadToEndAsync());
        Assert.Equal(Code, error.Code);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reset_OfOneDirection_OtherGoesOn(bool byOpener)
    {
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials);
        var (opener, accepter) = await pair.OpenAsync();
        var (resetter, reader) = byOpener ? (opener, accepter) : (accepter, opener);

        resetter.Reset(Code);
        await Assert.ThrowsAsync<StreamResetException>(() => reader.ReadToEndAsync());

        await reader.WriteAsync("still here");
        Assert.Equal("still here", await resetter.ReadTextAsync(10));
        await reader.Output.CompleteAsync();
        Assert.Equal("", await resetter.ReadTextToEndAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task StopReading_ByEitherSide_WriterSeesACompletedFlush(bool byOpener)
    {
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials);
        var (opener, accepter) = await pair.OpenAsync();
        var (stopper, writer) = byOpener ? (opener, accepter) : (accepter, opener);

        stopper.StopReading(Code);

        await writer.WriteUntilStoppedAsync().InTime();
        await stopper.WriteAsync("other way");
        Assert.Equal("other way", await writer.ReadTextAsync(9));
    }

    [Fact]
    public async Task StopReading_OfABlockedWriter_FreesIt()
    {
        await using var pair = await SessionPair.ConnectAsync(
            Engine,
            Credentials,
            serverLimits: new SessionLimits
            {
                Windows = new FlowWindows { Stream = 64 * 1024, MaxStream = 64 * 1024 },
            }
        );
        var (writer, stopper) = await pair.OpenAsync();
        var writing = writer.WriteUntilStoppedAsync();

        stopper.StopReading(Code);

        await writing.InTime();
    }

    [Fact]
    public async Task ResetAndStop_Together_EndBothDirections()
    {
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials);
        var (opener, accepter) = await pair.OpenAsync();

        opener.Reset(Code);
        opener.StopReading(Code);

        var error = await Assert.ThrowsAsync<StreamResetException>(() => accepter.ReadToEndAsync());
        Assert.Equal(Code, error.Code);
        await accepter.WriteUntilStoppedAsync().InTime();
    }

    [Fact]
    public async Task Reset_AfterBytesWereSent_NeverLooksLikeAnEnd()
    {
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials);
        for (var i = 0; i < 50; i++)
        {
            var (opener, accepter) = await pair.OpenAsync();
            await opener.Output.WriteAsync(new byte[i * 1000]).InTime();
            opener.Reset(Code);
            await Assert.ThrowsAsync<StreamResetException>(() => accepter.ReadToEndAsync());
            await accepter.DisposeAsync();
            await opener.DisposeAsync();
        }
    }

    [Fact]
    public async Task Dispose_OfAnUnfinishedStream_PeerSeesAReset()
    {
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials);
        var (opener, accepter) = await pair.OpenAsync();
        await opener.WriteAsync("cut he");

        await opener.DisposeAsync();

        await Assert.ThrowsAsync<StreamResetException>(() => accepter.ReadToEndAsync());
        await accepter.WriteUntilStoppedAsync().InTime();
    }

    [Fact]
    public async Task InputCompleted_BeforeItsEnd_StopsThePeer()
    {
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials);
        var (opener, accepter) = await pair.OpenAsync();

        await accepter.Input.CompleteAsync();

        await opener.WriteUntilStoppedAsync().InTime();
    }

    [Fact]
    public async Task OutputCompleted_WithAnError_PeerSeesAReset()
    {
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials);
        var (opener, accepter) = await pair.OpenAsync();

        await opener.Output.CompleteAsync(new InvalidOperationException("gave up"));

        await Assert.ThrowsAnyAsync<IOException>(() => accepter.ReadToEndAsync());
    }

    [Fact]
    public async Task StopThenEnd_DataOnItsWay_ArrivesWhole()
    {
        // socket-warp 1.3 ends like this: STOP_SENDING for one direction and FIN for the other, at once.
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials);
        for (var i = 0; i < 20; i++)
        {
            var (opener, accepter) = await pair.OpenAsync();
            var sending = accepter.SendAsync(new Payload(i, 300_000));
            accepter.StopReading(0);
            var received = await opener.ReadToEndAsync();
            Assert.Equal(await sending, received.Hash());
            await opener.DisposeAsync();
            await accepter.DisposeAsync();
        }
    }
}
