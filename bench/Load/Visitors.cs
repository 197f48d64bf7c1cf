using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SocketWarp.Bench.Load;

/// <summary>
/// Many connections through a tunnel to <see cref="SinkTarget"/>, made and then held; told to, they share out some bytes among them, send these and end.
/// </summary>
internal sealed class Visitors
{
    private const int ConnectingAtOnce = 64;
    private const int BufferBytes = 64 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly byte[] Data = new byte[BufferBytes];

    private readonly List<Socket> _sockets = [];

    /// <summary>Prints how many it has; then, for each number of bytes that it reads, the seconds that sending them took.</summary>
    public static async Task RunAsync(IReadOnlyList<IPEndPoint> visited, int count)
    {
        var visitors = new Visitors();
        await visitors.ConnectAsync(visited, count);
        LoadOutput.Print(visitors._sockets.Count);
        if (await Console.In.ReadLineAsync() is { } bytes)
            LoadOutput.Print(await visitors.SendAsync(long.Parse(bytes)));
    }

    private async Task ConnectAsync(IReadOnlyList<IPEndPoint> visited, int count) =>
        await Parallel.ForAsync(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = ConnectingAtOnce },
            async (i, cancellation) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(visited[i % visited.Count], cancellation);
                await socket.SendAsync(Data.AsMemory(0, 1), cancellation);
                await AnswerAsync(socket);
                lock (_sockets)
                    _sockets.Add(socket);
            }
        );

    private async Task<double> SendAsync(long bytes)
    {
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(_sockets.Select(s => SendAsync(s, bytes / _sockets.Count)));
        return clock.Elapsed.TotalSeconds;
    }

    private static async Task SendAsync(Socket socket, long bytes)
    {
        await Task.Yield();
        for (var left = bytes; left > 0; left -= Math.Min(left, BufferBytes))
            await socket.SendAsync(Data.AsMemory(0, (int)Math.Min(left, BufferBytes)));
        socket.Shutdown(SocketShutdown.Send);
        await AnswerAsync(socket);
        socket.Dispose();
    }

    private static async Task AnswerAsync(Socket socket)
    {
        using var patience = new CancellationTokenSource(Patience);
        if (await socket.ReceiveAsync(new byte[1], patience.Token) != 1)
            throw new IOException("a tunnel ended before its target answered");
    }
}
