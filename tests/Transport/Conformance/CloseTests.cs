using SocketWarp.TestSupport;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tests.Engines;

namespace SocketWarp.Transport.Tests.Conformance;

/// <summary>How sessions and listeners end.</summary>
public abstract class CloseTests(EngineKind kind) : EngineTests(kind)
{
    private const ulong Code = 0x21;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Close_ByEitherSide_CodeAndReasonArrive(bool byClient)
    {
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials);
        var (closer, other) = byClient ? (pair.Client, pair.Server) : (pair.Server, pair.Client);

        await closer.CloseAsync(Code, "another session of this uid lives").InTime();

        var seen = await other.Closed.InTime();
        Assert.Equal(SessionCloseKind.ClosedByPeer, seen.Kind);
        Assert.Equal(Code, seen.Code);
        if (Kind != EngineKind.MsQuic) // its API sends no reasons
            Assert.Contains("another session of this uid lives", seen.Reason, StringComparison.Ordinal);
        var own = await closer.Closed.InTime();
        Assert.Equal(SessionCloseKind.ClosedByUs, own.Kind);
        Assert.Equal(Code, own.Code);
    }

    [Fact]
    public async Task Close_WithAReasonThatIsTooLong_StillCloses()
    {
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials);

        await pair.Client.CloseAsync(Code, new string('ä', 1000)).InTime();

        var seen = await pair.Server.Closed.InTime();
        Assert.Equal(Code, seen.Code);
        Assert.NotEmpty(seen.Reason);
    }

    [Fact]
    public async Task Close_Twice_FirstReasonWins()
    {
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials);

        await pair.Client.CloseAsync(Code, "first").InTime();
        await pair.Client.CloseAsync(Code + 1, "second").InTime();

        Assert.Equal(Code, (await pair.Client.Closed.InTime()).Code);
        Assert.Equal(Code, (await pair.Server.Closed.InTime()).Code);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Close_WhileStreamsAreOpen_FailsWhatTheyDo(bool byClient)
    {
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials);
        var (opener, accepter) = await pair.OpenAsync();
        var reading = opener.ReadToEndAsync();
        var farReading = accepter.ReadToEndAsync();
        var accepting = pair.Client.AcceptStreamAsync().AsTask();

        await (byClient ? pair.Client : pair.Server).CloseAsync(Code, "test").InTime();

        await Assert.ThrowsAsync<TransportException>(() => reading.InTime());
        await Assert.ThrowsAsync<TransportException>(() => farReading.InTime());
        await Assert.ThrowsAsync<TransportException>(() => accepting.InTime());
        var error = await Assert.ThrowsAsync<TransportException>(() => pair.Client.OpenStreamAsync().InTime());
        Assert.Equal(TransportError.Closed, error.Error);
        await Assert.ThrowsAsync<TransportException>(() => opener.WriteUntilStoppedAsync().InTime());
    }

    [Fact]
    public async Task Close_WhileAWriterIsBlocked_FreesIt()
    {
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials);
        var (writer, _) = await pair.OpenAsync();
        var writing = writer.WriteUntilStoppedAsync();

        await pair.Server.CloseAsync(Code, "test").InTime();

        await Assert.ThrowsAsync<TransportException>(() => writing.InTime());
    }

    [Fact]
    public async Task Dispose_OfASession_ClosesItForThePeer()
    {
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials);

        await pair.Client.DisposeAsync().InTime();

        Assert.Equal(SessionCloseKind.ClosedByPeer, (await pair.Server.Closed.InTime()).Kind);
    }

    [Fact]
    public async Task Dispose_OfAListener_ClosesItsSessionsAndEndsAccepting()
    {
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials);
        var accepting = pair.Listener.AcceptAsync().AsTask();

        await pair.Listener.DisposeAsync().InTime();

        Assert.Equal(SessionCloseKind.ClosedByPeer, (await pair.Client.Closed.InTime()).Kind);
        Assert.Equal(SessionCloseKind.ClosedByUs, (await pair.Server.Closed.InTime()).Kind);
        var error = await Assert.ThrowsAsync<TransportException>(() => accepting.InTime());
        Assert.Equal(TransportError.Closed, error.Error);
    }

    [Fact]
    public async Task Dispose_OfTheEngine_ClosesSessionsForThePeer()
    {
        await using var other = NewEngine();
        var listener = await Engine.ListenAsync(Credentials.Listen()).InTime();
        var accepting = listener.AcceptAsync().InTime();
        await using var client = await other.ConnectAsync(Credentials.Connect(listener.LocalEndPoint)).InTime();
        await accepting;

        await Engine.DisposeAsync().InTime();

        Assert.Equal(SessionCloseKind.ClosedByPeer, (await client.Closed.InTime()).Kind);
    }
}
