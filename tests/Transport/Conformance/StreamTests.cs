using SocketWarp.TestSupport;
using SocketWarp.Transport.Tests.Engines;

namespace SocketWarp.Transport.Tests.Conformance;

/// <summary>Bytes and clean ends.</summary>
public abstract class StreamTests(EngineKind kind) : EngineTests(kind)
{
    private const long Large = 64L * 1024 * 1024;
    private static readonly TimeSpan LargePatience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stream_OpenedByEitherSide_CarriesBytesBothWays(bool fromClient)
    {
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials);
        var (opener, accepter) = await pair.OpenAsync(fromClient);

        await opener.WriteAsync("ping");
        Assert.Equal("ping", await accepter.ReadTextAsync(4));
        await accepter.WriteAsync("pong");
        Assert.Equal("pong", await opener.ReadTextAsync(4));
    }

    [Fact]
    public async Task Stream_BothSidesOpen_AreIndependent()
    {
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials);
        var (clientEnd, serverEnd) = await pair.OpenAsync(fromClient: true);
        var (otherServerEnd, otherClientEnd) = await pair.OpenAsync(fromClient: false);

        await clientEnd.WriteAsync("one");
        await otherServerEnd.WriteAsync("two");

        Assert.Equal("two", await otherClientEnd.ReadTextAsync(3));
        Assert.Equal("one", await serverEnd.ReadTextAsync(3));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stream_HalfClosed_OtherDirectionGoesOn(bool openerEndsFirst)
    {
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials);
        var (opener, accepter) = await pair.OpenAsync();
        var (first, second) = openerEndsFirst ? (opener, accepter) : (accepter, opener);

        await first.WriteAsync("last words");
        await first.Output.CompleteAsync();
        Assert.Equal("last words", await second.ReadTextToEndAsync());

        await second.WriteAsync("still here");
        Assert.Equal("still here", await first.ReadTextAsync(10));
        await second.Output.CompleteAsync();
        Assert.Equal("", await first.ReadTextToEndAsync());
    }

    [Fact]
    public async Task Stream_64MiBBothWaysAtOnce_ArrivesWhole()
    {
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials);
        var (opener, accepter) = await pair.OpenAsync();

        var sending = opener.SendAsync(new Payload(1, Large), LargePatience);
        var answering = accepter.SendAsync(new Payload(2, Large), LargePatience);
        var received = accepter.ReadToEndAsync(LargePatience);
        var answered = opener.ReadToEndAsync(LargePatience);

        Assert.Equal(await sending, (await received).Hash());
        Assert.Equal(await answering, (await answered).Hash());
    }

    [Fact]
    public async Task Stream_OneWriteThenEnd_AlwaysArrives()
    {
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials);
        for (var i = 0; i < 500; i++)
        {
            var opened = await pair.Client.OpenStreamAsync().InTime();
            await opened.WriteAsync($"message {i}");
            await opened.Output.CompleteAsync();
            await using var accepted = await pair.Server.AcceptStreamAsync().InTime();
            Assert.Equal($"message {i}", await accepted.ReadTextToEndAsync());
            await accepted.Output.CompleteAsync();
            Assert.Equal("", await opened.ReadTextToEndAsync());
            await opened.DisposeAsync();
        }
    }

    [Fact]
    public async Task Stream_EndedWithoutBytes_PeerSeesItEnd()
    {
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials);
        await using var opened = await pair.Client.OpenStreamAsync().InTime();

        await opened.Output.CompleteAsync();

        await using var accepted = await pair.Server.AcceptStreamAsync().InTime();
        Assert.Equal("", await accepted.ReadTextToEndAsync());
    }

    [Fact]
    public async Task Stream_DisposedAfterItsEnd_StillDeliversEverything()
    {
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials);
        var (opener, accepter) = await pair.OpenAsync();
        await accepter.Output.CompleteAsync();
        Assert.Equal("", await opener.ReadTextToEndAsync());

        var hash = await opener.SendAsync(new Payload(3, 200_000));
        await opener.DisposeAsync();

        Assert.Equal(hash, (await accepter.ReadToEndAsync()).Hash());
    }

    [Fact]
    public async Task Stream_ReadCancelled_IsStillUsable()
    {
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials);
        var (opener, accepter) = await pair.OpenAsync();
        using var cancellation = new CancellationTokenSource();

        var reading = accepter.Input.ReadAsync(cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.InTime());

        await opener.WriteAsync("later");
        Assert.Equal("later", await accepter.ReadTextAsync(5));
    }

    [Fact]
    public async Task Stream_Ids_DifferWithinTheSession()
    {
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials);
        var ids = new HashSet<long>();
        for (var i = 0; i < 10; i++)
            Assert.True(ids.Add((await pair.OpenAsync()).Opener.Id));
    }
}
