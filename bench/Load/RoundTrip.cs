using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SocketWarp.Bench.Load;

/// <summary>Sends one byte there and back, many times, on one connection. The calls block, so that .NET's scheduler is not in the figure.</summary>
internal static class RoundTrip
{
    public static RoundTripResult Run(IPEndPoint visited, int warmUp, int count, TimeSpan pause)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 5_000 };
        socket.Connect(visited);
        var times = new double[count];
        var buffer = new byte[1];
        for (var i = -warmUp; i < count; i++)
        {
            var started = Stopwatch.GetTimestamp();
            socket.Send(buffer);
            if (socket.Receive(buffer) != 1)
                throw new IOException("the tunnel closed the connection during the round trips");
            if (i >= 0)
                times[i] = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
            if (pause > TimeSpan.Zero)
                Thread.Sleep(pause);
        }

        Array.Sort(times);
        return new RoundTripResult(times[count / 2], times[(int)(count * 0.99)]);
    }
}
