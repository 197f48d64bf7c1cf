using SocketWarp.Protocol;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Relay;
using SocketWarp.Transport.Tests.Engines;

namespace SocketWarp.Transport.Tests.Relay;

/// <summary>A far stream that belongs to a session also says that it wants no more, and is lost with its session.</summary>
public abstract class RelayToStreamTests(StreamKind near, StreamKind far) : RelayEndTests(near, far)
{
    [Fact]
    public async Task Cut_OfTheSession_IsALossAndResetsTheOther()
    {
        await CutFarAsync();

        await AssertEndedByFarAsync(RelayEnd.Lost, ErrorCode.None);
    }

    /// <summary>
    /// socket-warp 1.3 ends like this, with STOP_SENDING and FIN at once; what it was still sending must arrive, and the other side may never end.
    /// </summary>
    [Fact]
    public async Task StopReading_ByAPeer_LosesNothingOfItsOwn()
    {
        var sending = Far.SendAsync(new Payload(1, 300_000));

        Far.StopReading(0);
        for (var i = 0; i < 20; i++)
            await Near.WriteAsync("nobody reads this");

        Assert.Equal(await sending, (await Near.ReadToEndAsync()).Hash());
        await WriteUntilEndedAsync(Near).InTime();
        await AssertEndedByFarAsync(RelayEnd.Unwanted, ErrorCode.None);
    }
}
