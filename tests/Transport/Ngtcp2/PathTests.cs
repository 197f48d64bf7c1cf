using System.Net;
using System.Runtime.Versioning;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Ngtcp2;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tests.Conformance;
using SocketWarp.Transport.Tests.Engines;
using SocketWarp.Transport.Tests.Peers;

namespace SocketWarp.Transport.Tests.Ngtcp2;

/// <summary>Paths that are gone for a while, that lose what is large, and that begin elsewhere.</summary>
[SupportedOSPlatform("linux")]
[Collection(TimedCollection.Name)]
public sealed class PathTests() : EngineTests(EngineKind.Ngtcp2, new EngineOptions { PathRetryTime = TimeSpan.FromSeconds(1) }), IAsyncDisposable
{
    private const int Least = 1_200;
    private const int Large = 60_000;
    private const long Megabytes = 1024 * 1024;
    private static readonly SessionLimits Limits = new() { IdleTimeout = TimeSpan.FromSeconds(6), KeepAlive = TimeSpan.FromSeconds(2) };
    private UdpRelay _relay = null!;

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    [InlineData(true, true, false)]
    public async Task Path_ThatLosesLargeDatagrams_StreamsArriveWhole(bool toListener, bool toClient, bool inTheMiddle)
    {
        await using var pair = await ConnectAsync();
        var (opener, accepter) = await pair.OpenAsync();
        if (inTheMiddle)
            await UntilLargeAsync(pair);
        var transfer = TransferAsync(opener, accepter, 4 * Megabytes);

        _relay.DropLargerThan(Least, toListener, toClient);

        await transfer.InTime();
    }

    [Fact]
    public async Task Path_ThatLosesLargeDatagrams_StreamsArriveWholeBesideOnesOfSmallPackets()
    {
        await using var pair = await ConnectAsync();
        var (opener, accepter) = await pair.OpenAsync();
        var (asker, echoer) = await pair.OpenAsync();
        await UntilLargeAsync(pair);
        var echoing = echoer.EchoAsync();

        _relay.DropLargerThan(Least);

        var sending = opener.SendAsync(new Payload(1, 2 * Megabytes));
        var arriving = accepter.ReadToEndAsync();
        do
        {
            await asker.WriteAsync("small");
            Assert.Equal("small", await asker.ReadTextAsync(5));
        } while (!arriving.IsCompleted);
        Assert.Equal(await sending, (await arriving).Hash());
        await asker.Output.CompleteAsync();
        await echoing.InTime();
    }

    [Fact]
    public async Task Path_ThatCarriesLargeDatagramsAgain_IsFoundOut()
    {
        await using var pair = await ConnectAsync();
        await UntilLargeAsync(pair);
        _relay.DropLargerThan(Least);
        // The figures are refreshed a few times a second, and a path may be doubted twice before it is given up.
        await UntilAsync(async () =>
        {
            await TransferAsync(pair);
            return pair.Client.GetStatistics().DatagramPayload is >= Least and <= Large;
        });

        _relay.DropLargerThan(int.MaxValue);

        await UntilLargeAsync(pair);
        await TransferAsync(pair);
    }

    [Theory]
    [InlineData(16 * Megabytes)]
    [InlineData(1)]
    public async Task Outage_UnderTransfers_BothEndsGoOnAsking(long size)
    {
        await using var pair = await ConnectAsync();
        var transfer = await BeginTransferAsync(pair, size);
        var ended = Task.WhenAny(pair.Client.Closed, pair.Server.Closed);

        // Timeouts that double since the last answer are seconds apart by then: two packets each.
        await Assert.ThrowsAsync<TimeoutException>(() => ended.InTime(TimeSpan.FromSeconds(2)));
        var (fromClient, fromListener) = (_relay.FromClient, _relay.FromListener);
        await UntilAsync(() => _relay.FromClient >= fromClient + 8 && _relay.FromListener >= fromListener + 8);
        Assert.False(ended.IsCompleted);
        _relay.Mend();

        await transfer.InTime();
    }

    [Fact]
    public async Task Outage_OfTheIdleTimeoutLessASecond_ResetsNothing()
    {
        await using var pair = await ConnectAsync();
        var transfer = await BeginTransferAsync(pair, 16 * Megabytes);

        await Assert.ThrowsAsync<TimeoutException>(() =>
            Task.WhenAny(pair.Client.Closed, pair.Server.Closed).InTime(Limits.IdleTimeout - TimeSpan.FromSeconds(1))
        );
        _relay.Mend();

        await transfer.InTime();
    }

    [Fact]
    public async Task Dialler_WhoseAddressChanges_GoesOnFromTheNewOne()
    {
        await using var pair = await ConnectAsync();
        var transfer = await BeginTransferAsync(pair, 16 * Megabytes);

        await EngineInternals.MisplaceDialledAsync(Engine, IPAddress.Parse("127.9.9.9")).InTime();
        _relay.LoseClient();
        _relay.Mend();

        await transfer.InTime();
        Assert.Contains(Log.All, line => line.Contains("another address of this machine", StringComparison.Ordinal));
    }

    [Fact]
    public async Task IdleSession_OnAGoodPath_SaysNothingBetweenItsKeepAlives()
    {
        await using var pair = await ConnectAsync();
        await UntilLargeAsync(pair);
        await TransferAsync(pair);
        var ended = Task.WhenAny(pair.Client.Closed, pair.Server.Closed);
        await Assert.ThrowsAsync<TimeoutException>(() => ended.InTime(TimeSpan.FromSeconds(1))); // last acknowledgements, and larger sizes that are tried
        var before = _relay.FromClient + _relay.FromListener;

        await Assert.ThrowsAsync<TimeoutException>(() => ended.InTime(Limits.KeepAlive * 2));

        // A ping and its answer from each end, for each interval begun.
        Assert.InRange(_relay.FromClient + _relay.FromListener - before, 0, 3 * 4);
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await _relay.DisposeAsync();
        await DisposeAsync();
    }

    private Task<SessionPair> ConnectAsync() =>
        SessionPair.ConnectAsync(
            Engine,
            Credentials,
            Limits,
            Limits,
            via: listener =>
            {
                _relay = new UdpRelay(listener);
                return _relay.EndPoint;
            }
        );

    /// <returns>A transfer both ways, in the middle of which the path is cut.</returns>
    private async Task<Task> BeginTransferAsync(SessionPair pair, long size)
    {
        var (opener, accepter) = await pair.OpenAsync();
        var (fromClient, fromListener) = (_relay.FromClient, _relay.FromListener);
        if (size == 1)
            _relay.Cut();
        var transfer = TransferAsync(opener, accepter, size);
        if (size > 1)
            await UntilAsync(() => _relay.FromClient > fromClient + 40 && _relay.FromListener > fromListener + 40);
        _relay.Cut();
        Assert.False(transfer.IsCompleted);
        return transfer;
    }

    private static async Task TransferAsync(SessionPair pair)
    {
        var (opener, accepter) = await pair.OpenAsync();
        await TransferAsync(opener, accepter, Megabytes);
    }

    private static async Task TransferAsync(ITransportStream one, ITransportStream other, long size)
    {
        var (up, down) = (one.SendAsync(new Payload(1, size)), other.SendAsync(new Payload(2, size)));
        var (upArrived, downArrived) = (other.ReadToEndAsync(), one.ReadToEndAsync());
        Assert.Equal(await up, (await upArrived).Hash());
        Assert.Equal(await down, (await downArrived).Hash());
    }

    /// <summary>Waits until both ends have found out that the path carries large datagrams. Only an end that sends looks for that.</summary>
    private static async Task UntilLargeAsync(SessionPair pair)
    {
        await UntilAsync(async () =>
        {
            await pair.Client.ProbeAsync(TimeSpan.FromSeconds(5)).InTime();
            await pair.Server.ProbeAsync(TimeSpan.FromSeconds(5)).InTime();
            return pair.Client.GetStatistics().DatagramPayload > Large && pair.Server.GetStatistics().DatagramPayload > Large;
        });
    }

    private static Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()));

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(Waiting.Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await holds())
            await timer.WaitForNextTickAsync(limit.Token);
    }
}
