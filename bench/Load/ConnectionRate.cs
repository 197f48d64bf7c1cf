using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SocketWarp.Bench.Load;

/// <summary>New connections: connect, one byte there and back, close.</summary>
internal static class ConnectionRate
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static async Task<ConnectionResult> RunAsync(int port, int parallel, TimeSpan duration, CancellationToken cancellation)
    {
        var latencies = new ConcurrentBag<List<double>>();
        long failed = 0;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, parallel).Select(_ => Task.Run(
            async () =>
            {
                var mine = new List<double>();
                while (clock.Elapsed < duration)
                {
                    var started = Stopwatch.GetTimestamp();
                    if (await OnceAsync(port, cancellation)) mine.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
                    else Interlocked.Increment(ref failed);
                }

                latencies.Add(mine);
            },
            cancellation)));
        var all = latencies.SelectMany(l => l).Order().ToArray();
        return new ConnectionResult(all.Length / clock.Elapsed.TotalSeconds, all.Length == 0 ? 0 : all[(int)(all.Length * 0.99)], failed);
    }

    private static async Task<bool> OnceAsync(int port, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, limit.Token);
            var buffer = new byte[1];
            await socket.SendAsync(buffer, limit.Token);
            return await socket.ReceiveAsync(buffer, limit.Token) == 1;
        }
        catch (Exception exception) when (exception is SocketException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return false;
        }
    }
}
