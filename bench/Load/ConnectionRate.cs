using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SocketWarp.Bench.Load;

/// <summary>New connections: connect, one byte there and back, close. Blocking calls on a thread each, so that most of the CPU is left to the tunnel.</summary>
internal static class ConnectionRate
{
    private const int StackBytes = 256 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <param name="warmUp">Time before that, which does not count: this process, and perhaps the tunnel's, compile what they run.</param>
    public static ConnectionResult Run(IPEndPoint visited, int parallel, TimeSpan duration, TimeSpan warmUp)
    {
        if (warmUp > TimeSpan.Zero)
            Run(visited, parallel, warmUp, TimeSpan.Zero);
        var latencies = new List<double>[parallel];
        var failed = new long[parallel];
        var clock = Stopwatch.StartNew();
        var threads = Enumerable
            .Range(0, parallel)
            .Select(i => new Thread(
                () =>
                {
                    var mine = latencies[i] = [];
                    while (clock.Elapsed < duration)
                    {
                        var started = Stopwatch.GetTimestamp();
                        if (Once(visited))
                            mine.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
                        else
                            failed[i]++;
                    }
                },
                StackBytes
            ))
            .ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        var seconds = clock.Elapsed.TotalSeconds;
        var all = latencies.SelectMany(l => l).Order().ToArray();
        return new ConnectionResult(all.Length / seconds, all.Length == 0 ? 0 : all[(int)(all.Length * 0.99)], failed.Sum());
    }

    private static bool Once(IPEndPoint visited)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveTimeout = (int)Patience.TotalMilliseconds,
        };
        try
        {
            socket.Connect(visited);
            Span<byte> buffer = [0];
            socket.Send(buffer);
            return socket.Receive(buffer) == 1;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
