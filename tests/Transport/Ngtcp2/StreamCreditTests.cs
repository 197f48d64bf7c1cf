using SocketWarp.TestSupport;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tests.Conformance;
using SocketWarp.Transport.Tests.Engines;

namespace SocketWarp.Transport.Tests.Ngtcp2;

/// <summary>A stream that its owner has given up takes none of the few that the peer allows.</summary>
public sealed class StreamCreditTests() : EngineTests(EngineKind.Ngtcp2)
{
    private const int Many = 100;
    private static readonly SessionLimits TwoStreams = new() { MaxIncomingStreams = 2 };

    [Fact]
    public async Task Opens_CancelledWhileTheyWait_LeaveNoStreamBehind()
    {
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials, serverLimits: TwoStreams);
        var (first, _) = await pair.OpenAsync();
        var (second, _) = await pair.OpenAsync();
        using var cancellation = new CancellationTokenSource();
        var waiting = Enumerable.Range(0, Many).Select(_ => pair.Client.OpenStreamAsync(cancellation.Token).AsTask()).ToArray();
        await cancellation.CancelAsync();
        foreach (var open in waiting)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => open.InTime());

        await first.DisposeAsync();
        await second.DisposeAsync();

        await AssertBothCanBeUsedAsync(pair);
    }

    [Fact]
    public async Task Opens_CancelledAsTheySucceed_LeaveNoStreamBehind()
    {
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials, serverLimits: TwoStreams);
        for (var i = 0; i < Many; i++)
        {
            try
            {
                await (await pair.Client.OpenStreamAsync(new CancellationToken(canceled: true)).InTime()).DisposeAsync();
            }
            catch (OperationCanceledException)
            {
                // Or it was open before anybody looked whether it is still wanted.
            }
        }

        var opened = new[] { await pair.Client.OpenStreamAsync().InTime(), await pair.Client.OpenStreamAsync().InTime() };

        foreach (var stream in opened)
            Assert.True(stream.Id >= 0);
    }

    [Fact]
    public async Task Dispose_OfAStreamThatThePeerNeverReads_ResetsItThere()
    {
        await using var pair = await SessionPair.ConnectAsync(
            Engine,
            Credentials,
            serverLimits: TwoStreams with
            {
                Windows = new FlowWindows { Stream = 64 * 1024, MaxStream = 64 * 1024 },
            }
        );
        for (var i = 0; i < 5; i++)
        {
            var (opener, accepter) = await pair.OpenAsync();
            var writing = opener.WriteUntilStoppedAsync();
            Assert.False(writing.IsCompleted);

            await opener.DisposeAsync().InTime();

            // The peer has done nothing so far, and the stream no longer counts as one of the two that it allows.
            await AssertBothCanBeUsedAsync(pair);
            await Assert.ThrowsAsync<StreamResetException>(() => accepter.ReadToEndAsync());
            await Task.WhenAny(writing).InTime();
        }
    }

    private static async Task AssertBothCanBeUsedAsync(SessionPair pair)
    {
        var (first, firstEnd) = await pair.OpenAsync();
        var (second, secondEnd) = await pair.OpenAsync();
        foreach (var stream in new[] { first, firstEnd, second, secondEnd })
            await stream.DisposeAsync();
    }
}
