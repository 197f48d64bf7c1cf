using System.Diagnostics;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tests.Engines;

namespace SocketWarp.Transport.Tests.Conformance;

/// <summary>Back-pressure reaches the sender, and stays where it belongs.</summary>
[Collection(TimedCollection.Name)]
public abstract class FlowTests(EngineKind kind) : EngineTests(kind)
{
    private const int Window = 256 * 1024;

    /// <summary>Whatever can still move does so within this time; on a slow machine "held" only comes early.</summary>
    private static readonly TimeSpan HeldAfter = TimeSpan.FromMilliseconds(300);
    private static readonly SessionLimits SmallWindows = new()
    {
        Windows = new FlowWindows { Stream = Window, MaxStream = Window },
    };

    [Fact]
    public async Task Writer_WhoseReaderIdles_IsHeldWithinBounds()
    {
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials, SmallWindows, SmallWindows);
        var (writer, reader) = await pair.OpenAsync();

        var (written, blocked) = await WriteUntilHeldAsync(writer);

        // One window on its way or with the reader, and what the writer's side may buffer.
        Assert.InRange(written, Window / 2, Window + (2 * 1024 * 1024));
        Assert.False(blocked.IsCompleted);
        var received = 0L;
        while (received < written)
        {
            var result = await reader.Input.ReadAsync().InTime();
            received += result.Buffer.Length;
            reader.Input.AdvanceTo(result.Buffer.End);
        }

        await blocked.InTime();
    }

    [Fact]
    public async Task SlowStream_NeverStallsItsSiblings()
    {
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials, SmallWindows, SmallWindows);
        var (slow, _) = await pair.OpenAsync();
        await WriteUntilHeldAsync(slow);
        var (fast, fastReader) = await pair.OpenAsync();

        var receiving = fastReader.ReadToEndAsync();
        var sent = await fast.SendAsync(new Payload(1, 8 * 1024 * 1024));

        Assert.Equal(sent, (await receiving).Hash());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TwentyStalledReaders_DoNotDelayAnother(bool stalledAtServer)
    {
        // Default windows: together the stalled ones may hold more than the session's window.
        await using var pair = await SessionPair.ConnectAsync(
            Engine,
            Credentials,
            new SessionLimits { Windows = new FlowWindows { Session = 4 * 1024 * 1024 } },
            new SessionLimits { Windows = new FlowWindows { Session = 4 * 1024 * 1024 } }
        );
        var stalled = new List<ITransportStream>();
        for (var i = 0; i < 20; i++)
            stalled.Add((await pair.OpenAsync(fromClient: stalledAtServer)).Opener);
        await Task.WhenAll(stalled.Select(WriteUntilHeldAsync));

        var (fast, fastReader) = await pair.OpenAsync(fromClient: stalledAtServer);
        var echoing = fastReader.EchoAsync();
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < 100; i++)
        {
            await fast.WriteAsync("x");
            Assert.Equal("x", await fast.ReadTextAsync(1));
        }

        var each = Stopwatch.GetElapsedTime(started) / 100;
        Assert.True(each < TimeSpan.FromMilliseconds(50), $"a round trip beside stalled readers takes {each}");
        await fast.Output.CompleteAsync();
        await echoing.InTime();
    }

    [Fact]
    public async Task Opens_3000AtOnceOverThePeersLimit_AllSucceed()
    {
        Assert.SkipWhen(Kind == EngineKind.Memory, "sessions in memory have no limit of streams");
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials, serverLimits: new SessionLimits { MaxIncomingStreams = 1024 });
        var serving = ServeAsync(pair.Server);

        var calls = Enumerable.Range(0, 3000).Select(i => CallAsync(pair.Client, $"call {i:0000}")).ToArray();

        await Task.WhenAll(calls).InTime(TimeSpan.FromSeconds(60));
        await pair.Client.DisposeAsync();
        await serving.InTime();
    }

    [Fact]
    public async Task Open_OverThePeersLimit_WaitsAndCanBeCancelled()
    {
        Assert.SkipWhen(Kind == EngineKind.Memory, "sessions in memory have no limit of streams");
        await using var pair = await SessionPair.ConnectAsync(Engine, Credentials, serverLimits: new SessionLimits { MaxIncomingStreams = 2 });
        var (first, firstEnd) = await pair.OpenAsync();
        await pair.OpenAsync();
        using var cancellation = new CancellationTokenSource();

        var waiting = pair.Client.OpenStreamAsync(cancellation.Token).AsTask();
        var waitingOn = pair.Client.OpenStreamAsync().AsTask();
        Assert.False(waiting.IsCompleted);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.InTime());
        Assert.False(waitingOn.IsCompleted);

        await first.DisposeAsync();
        await firstEnd.DisposeAsync();
        await using var opened = await waitingOn.InTime();
    }

    private static async Task<(long Written, Task Blocked)> WriteUntilHeldAsync(ITransportStream writer)
    {
        var chunk = new byte[16 * 1024];
        for (var written = 0L; ; written += chunk.Length)
        {
            var write = writer.Output.WriteAsync(chunk).AsTask();
            try
            {
                await write.InTime(HeldAfter);
            }
            catch (TimeoutException)
            {
                return (written, write);
            }
        }
    }

    private static async Task ServeAsync(ITransportSession session)
    {
        var echoes = new List<Task>();
        try
        {
            while (true)
                echoes.Add(EchoAsync(await session.AcceptStreamAsync()));
        }
        catch (TransportException)
        {
            await Task.WhenAll(echoes);
        }

        static async Task EchoAsync(ITransportStream stream)
        {
            await stream.EchoAsync();
            await stream.DisposeAsync();
        }
    }

    private static async Task CallAsync(ITransportSession session, string text)
    {
        var patience = TimeSpan.FromSeconds(60);
        await using var stream = await session.OpenStreamAsync().InTime(patience);
        await stream.WriteAsync(text);
        await stream.Output.CompleteAsync();
        Assert.Equal(text, await stream.ReadTextToEndAsync());
    }
}
