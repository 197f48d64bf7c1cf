using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using SocketWarp.TestSupport;

namespace SocketWarp.EndToEnd.Support;

/// <summary>Visitors of one port: one that stays and others that come and go, until it is stopped. What goes wrong for any of them is kept.</summary>
internal sealed class Visitors : IAsyncDisposable
{
    /// <summary>Longer than a visitor waits without noticing.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(30);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<IPEndPoint> _port;
    private readonly List<string> _failures = [];
    private readonly Task _running;

    private Visitors(Func<IPEndPoint> port)
    {
        _port = port;
        _running = Task.Run(RunAsync);
    }

    public int Served { get; private set; }

    /// <summary>The longest time that one visitor took to be served.</summary>
    public TimeSpan Longest { get; private set; }

    public static Visitors Start(Func<IPEndPoint> port) => new(port);

    /// <summary>Comes, sends something, gets it back and leaves.</summary>
    public static async Task VisitAsync(IPEndPoint port, TimeSpan? patience = null)
    {
        using var visitor = await ComeAsync(port, patience ?? Patience);
        await EchoAsync(visitor, patience ?? Patience);
    }

    public static async Task<Socket> ComeAsync(IPEndPoint port, TimeSpan patience)
    {
        var visitor = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await visitor.ConnectAsync(port).WaitAsync(patience);
            return visitor;
        }
        catch
        {
            visitor.Dispose();
            throw;
        }
    }

    public static async Task EchoAsync(Socket visitor, TimeSpan patience)
    {
        var sent = "hello"u8.ToArray();
        await visitor.SendAsync(sent).WaitAsync(patience);
        var received = new byte[sent.Length];
        using var stream = new NetworkStream(visitor, ownsSocket: false);
        await stream.ReadExactlyAsync(received).AsTask().WaitAsync(patience);
        if (!received.AsSpan().SequenceEqual(sent))
            throw new InvalidDataException("other bytes came back");
    }

    /// <summary>Sends so many bytes through a target that sends them back, and compares hashes.</summary>
    public static async Task TransferAsync(IPEndPoint port, int seed, long length)
    {
        using var visitor = await ComeAsync(port, Patience);
        var (sent, received) = (new Payload(seed, length), new PayloadHash());
        var sending = Task.Run(async () =>
        {
            var buffer = new byte[64 * 1024];
            while (sent.Fill(buffer) is > 0 and var count)
            {
                for (var done = 0; done < count; )
                    done += await visitor.SendAsync(buffer.AsMemory(done, count - done));
            }

            visitor.Shutdown(SocketShutdown.Send);
        });
        var incoming = new byte[64 * 1024];
        while (await visitor.ReceiveAsync(incoming.AsMemory()).InTime() is > 0 and var count)
            received.Add(incoming.AsSpan(0, count));
        await sending.InTime();
        Assert.Equal((length, sent.Hash()), (received.Length, received.Hash()));
    }

    /// <summary>Stops them; no visitor may have noticed anything.</summary>
    public async Task AssertNothingNoticedAsync()
    {
        await StopAsync();
        Assert.Empty(_failures);
        Assert.True(Served > 0, "no visitor came");
    }

    /// <returns>What went wrong.</returns>
    public async Task<IReadOnlyList<string>> StopAsync()
    {
        await _stopping.CancelAsync();
        await _running.InTime();
        return _failures;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        Socket? staying = null;
        while (!_stopping.IsCancellationRequested)
        {
            var clock = Stopwatch.StartNew();
            try
            {
                staying ??= await ComeAsync(_port(), Patience);
                await EchoAsync(staying, Patience);
                await VisitAsync(_port());
                Served++;
                Longest = clock.Elapsed > Longest ? clock.Elapsed : Longest;
            }
            catch (Exception exception) when (Until.IsFault(exception))
            {
                _failures.Add($"{DateTime.UtcNow:HH:mm:ss.fff} {exception.GetType().Name}: {exception.Message}");
                staying?.Dispose();
                staying = null;
            }

            await Task.Delay(Pause);
        }

        staying?.Dispose();
    }
}
