using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SocketWarp.Bench.Load;

/// <summary>One byte there and back, many times, on one connection. Blocking calls: no scheduler of ours in the figure.</summary>
internal static class RoundTrip
{
    private const int WarmUp = 500;
    private const int Count = 5_000;

    public static Task<RoundTripResult> RunAsync(int port, CancellationToken cancellation) => Task.Factory.StartNew(
        () =>
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 5_000 };
            socket.Connect(IPAddress.Loopback, port);
            var times = new double[Count];
            var buffer = new byte[1];
            for (var i = -WarmUp; i < Count; i++)
            {
                var started = Stopwatch.GetTimestamp();
                socket.Send(buffer);
                if (socket.Receive(buffer) != 1) throw new IOException("the tunnel closed the connection during the round trips");
                if (i >= 0) times[i] = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
            }

            Array.Sort(times);
            return new RoundTripResult(times[Count / 2], times[Count * 99 / 100]);
        },
        cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
