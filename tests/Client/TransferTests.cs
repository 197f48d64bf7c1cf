using System.Text;
using SocketWarp.Protocol.Rest;
using SocketWarp.TestSupport;

namespace SocketWarp.Client.Tests;

/// <summary>Backups, restores and watches of any length: they move on as they come, and end when they stand still.</summary>
public sealed class TransferTests
{
    private const string Head = "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\n\r\n";

    private const string Restored = """{"revision":1,"added":0,"changed":0,"removed":0,"unchanged":0,"dryRun":false}""";

    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Backup_ThatTakesLongerThanACall_Comes()
    {
        await using var server = FaultTests.Trickling(Head + Header(10), "{}\n", 10);
        using var api = Client(server, callTimeout: TimeSpan.FromMilliseconds(100));
        using var file = new MemoryStream();

        Assert.Equal(10, (await api.BackupAsync(file).InTime()).Count);

        Assert.Equal(Header(10) + string.Concat(Enumerable.Repeat("{}\n", 10)), Encoding.UTF8.GetString(file.ToArray()));
    }

    [Fact]
    public async Task Backup_ReachesItsDestinationAsItComes()
    {
        var written = new TaskCompletionSource();
        await using var server = new FaultyServer(
            async (caller, end) =>
            {
                await FaultyServer.SayAsync(caller, Head + Header(1), end);
                await written.Task.WaitAsync(end);
                await FaultyServer.SayAsync(caller, "{}\n", end);
            }
        );
        using var api = Client(server);

        await api.BackupAsync(new SignallingStream(written)).InTime();
    }

    [Theory]
    [InlineData("", ApiFailure.Foreign)]
    [InlineData("<html>\n", ApiFailure.Foreign)]
    [InlineData("{\"format\":\"other\",\"kind\":\"assignments\",\"revision\":1,\"time\":\"2030-01-01T00:00:00Z\",\"count\":0}\n", ApiFailure.Foreign)]
    [InlineData("{\"format\":\"socketwarp-backup/1\",\"kind\":\"clients\",\"revision\":1,\"time\":\"2030-01-01T00:00:00Z\",\"count\":0}\n", ApiFailure.Foreign)]
    public async Task Backup_ThatIsNone_IsNotWritten(string text, ApiFailure failure)
    {
        await using var server = FaultyServer.Saying(Head + text);
        using var api = Client(server);
        using var file = new MemoryStream();

        Assert.Equal(failure, (await FaultTests.FailAsync(() => api.BackupAsync(file))).Failure);
        Assert.Equal(0, file.Length);
    }

    [Theory]
    [InlineData("{}\n", ApiFailure.Foreign)]
    [InlineData("{}\n{}", ApiFailure.Foreign)]
    [InlineData("{}\n{}\n{}\n", ApiFailure.Foreign)]
    public async Task Backup_WithFewerOrMoreLinesThanItSays_Fails(string lines, ApiFailure failure)
    {
        await using var server = FaultyServer.Saying(Head + Header(2) + lines);
        using var api = Client(server);
        Assert.Equal(failure, (await FaultTests.FailAsync(() => api.BackupAsync(Stream.Null))).Failure);
    }

    [Fact]
    public async Task Backup_CutOffStandingStillOrWithoutEnd_Fails()
    {
        await using var cut = FaultyServer.Saying($"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{Header(2)}");
        await using var still = new FaultyServer(
            async (caller, end) =>
            {
                await FaultyServer.SayAsync(caller, Head + Header(2), end);
                await Task.Delay(Timeout.InfiniteTimeSpan, end);
            }
        );
        await using var endless = FaultyServer.Endless("application/x-ndjson");
        await using var many = FaultyServer.Saying(Head + Header(9) + new string(' ', 300_000));
        using var one = Client(cut);
        using var two = Client(still, transferTimeout: Short);
        using var three = Client(endless);
        using var four = Client(many);

        Assert.Equal(ApiFailure.Closed, (await FaultTests.FailAsync(() => one.BackupAsync(Stream.Null))).Failure);
        Assert.EndsWith("was silent for 1s", (await FaultTests.FailAsync(() => two.BackupAsync(Stream.Null))).Message, StringComparison.Ordinal);
        Assert.Equal(ApiFailure.Foreign, (await FaultTests.FailAsync(() => three.BackupAsync(Stream.Null))).Failure);
        Assert.Equal(ApiFailure.TooLarge, (await FaultTests.FailAsync(() => four.BackupAsync(Stream.Null))).Failure);
    }

    [Fact]
    public async Task Backup_WhoseDestinationFails_FailsAsThatDoes()
    {
        await using var server = FaultyServer.Saying(Head + Header(0));
        using var api = Client(server);
        await Assert.ThrowsAsync<NotSupportedException>(() => api.BackupAsync(new MemoryStream([], writable: false)).InTime());
    }

    [Fact]
    public async Task Restore_OfASourceThatIsSlowerThanACall_IsSentAsItIsRead()
    {
        var received = new StringBuilder();
        var source = new PartsStream(10);
        await using var server = new FaultyServer(
            async (caller, end) =>
            {
                await FaultyServer.SayAsync(caller, "HTTP/1.1 100 Continue\r\n\r\n", end);
                var buffer = new byte[4096];
                while (!received.ToString().EndsWith("0\r\n\r\n", StringComparison.Ordinal))
                {
                    received.Append(Encoding.ASCII.GetString(buffer, 0, await caller.ReceiveAsync(buffer, end)));
                    source.Next();
                }

                await FaultyServer.SayAsync(caller, $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{Restored}", end);
            }
        );
        using var api = Client(server, callTimeout: TimeSpan.FromMilliseconds(1));

        Assert.Equal(1ul, (await api.RestoreAsync(source).InTime()).Revision);
    }

    [Fact]
    public async Task Restore_ThatNobodyTakesOrAnswers_Ends()
    {
        await using var server = new FaultyServer(
            async (caller, end) =>
            {
                await FaultyServer.SayAsync(caller, "HTTP/1.1 100 Continue\r\n\r\n", end);
                await Task.Delay(Timeout.InfiniteTimeSpan, end);
            }
        );
        using var api = Client(server, transferTimeout: Short);

        Assert.Equal(ApiFailure.TimedOut, (await FaultTests.FailAsync(() => api.RestoreAsync(new MemoryStream(new byte[50_000_000])))).Failure);
        Assert.Equal(ApiFailure.TimedOut, (await FaultTests.FailAsync(() => api.RestoreAsync(new MemoryStream(new byte[1])))).Failure);
    }

    [Fact]
    public async Task Restore_WhoseSourceFails_FailsAsThatDoes()
    {
        await using var server = FaultyServer.Silent();
        using var api = Client(server);
        var source = new PartsStream(1) { Failure = new IOException("the disk is gone") };
        Assert.Same(source.Failure, await Assert.ThrowsAsync<IOException>(() => api.RestoreAsync(source).InTime()));
    }

    [Theory]
    [InlineData("{\"kind\":\"hello\"}\n{\"kind\":\"changed\",\"uid\":\"edge-1\"}\n", null, 2)]
    [InlineData("{\"kind\":\"hello\"}\n{\"kind\":", ApiFailure.Foreign, 1)]
    [InlineData("{\"kind\":\"hello\"}\n<html>\n", ApiFailure.Foreign, 1)]
    [InlineData("long", ApiFailure.Foreign, 0)]
    [InlineData("still", ApiFailure.TimedOut, 1)]
    public async Task Watch_EndsWithTheServersAnswer(string lines, ApiFailure? failure, int events)
    {
        await using var server = lines switch
        {
            "long" => FaultyServer.Saying(Head + new string('x', 5000)),
            "still" => FaultTests.Trickling(Head + "{\"kind\":\"hello\"}\n", "", int.MaxValue),
            _ => FaultyServer.Saying(Head + lines),
        };
        var options = new ApiClientOptions { Address = server.Address, WatchTimeout = failure == ApiFailure.TimedOut ? Short : Waiting.Patience };
        using var scep = new ScepAdminClient(options);
        var seen = new List<WatchEvent>();
        var watching = Task.Run(async () =>
        {
            await foreach (var line in scep.WatchAsync())
                seen.Add(line);
        });

        if (failure is null)
            await watching.InTime();
        else
            Assert.Equal(failure, (await FaultTests.FailAsync(() => watching)).Failure);
        Assert.Equal(events, seen.Count);
    }

    private static string Header(int count) =>
        $$"""{"format":"socketwarp-backup/1","kind":"assignments","revision":1,"time":"2030-01-01T00:00:00+00:00","count":{{count}}}""" + "\n";

    private static ControlClient Client(FaultyServer server, TimeSpan? callTimeout = null, TimeSpan? transferTimeout = null) =>
        new(
            new ApiClientOptions
            {
                Address = server.Address,
                CallTimeout = callTimeout ?? Waiting.Patience,
                TransferTimeout = transferTimeout ?? Waiting.Patience,
                MaxBackupBytes = 200_000,
            }
        );

    /// <summary>Says when it is written to.</summary>
    private sealed class SignallingStream(TaskCompletionSource written) : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            written.TrySetResult();
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>Gives one line at a time, each when it is asked for, and then ends or fails.</summary>
    private sealed class PartsStream(int parts) : MemoryStream
    {
        private readonly SemaphoreSlim _next = new(1);
        private int _left = parts;

        public Exception? Failure { get; init; }

        public override bool CanSeek => false;

        public void Next() => _next.Release();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Failure is not null)
                throw Failure;
            if (_left-- == 0)
                return 0;
            await _next.WaitAsync(cancellationToken);
            "{}\n"u8.CopyTo(buffer.Span);
            return 3;
        }
    }
}
