using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using SocketWarp.SystemTests.Support;

namespace SocketWarp.SystemTests.Soak;

/// <summary>Visitors of the demo target that behave in every way visitors do.</summary>
internal sealed class SoakLoad(string visitorPort)
{
    private const int Workers = 8;

    private readonly IPEndPoint _visitorPort = IPEndPoint.Parse(visitorPort);
    private long _rounds;

    public long Rounds => Interlocked.Read(ref _rounds);

    public async Task RunAsync(TimeSpan duration)
    {
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(
            Enumerable
                .Range(0, Workers)
                .Select(async worker =>
                {
                    for (var round = worker; watch.Elapsed < duration; round++)
                    {
                        await RoundAsync(round % 4).WaitAsync(Limits.Step);
                        Interlocked.Increment(ref _rounds);
                    }
                })
        );
    }

    private async Task RoundAsync(int kind)
    {
        using var visitor = new TcpClient();
        await visitor.ConnectAsync(_visitorPort);
        switch (kind)
        {
            case 0:
                await EchoAsync(visitor, 300_000);
                break;
            case 1:
                await EchoAsync(visitor, 5);
                break;
            case 2:
                // Reset in the middle of a transfer that nobody reads.
                await visitor.Client.SendAsync(new byte[50_000]);
                visitor.LingerState = new LingerOption(true, 0);
                break;
            default:
                // Gone at once, perhaps before the target was dialled.
                break;
        }
    }

    private static async Task EchoAsync(TcpClient visitor, int bytes)
    {
        var sent = new byte[bytes];
        Random.Shared.NextBytes(sent);
        var stream = visitor.GetStream();
        var sending = SendAllAsync(visitor, stream, sent);
        var received = new byte[bytes];
        await stream.ReadExactlyAsync(received);
        await sending;
        Assert.Equal(0, await stream.ReadAsync(new byte[1]));
        Assert.True(received.AsSpan().SequenceEqual(sent), "the echo differs from what was sent");
    }

    private static async Task SendAllAsync(TcpClient visitor, NetworkStream stream, byte[] data)
    {
        await stream.WriteAsync(data);
        visitor.Client.Shutdown(SocketShutdown.Send);
    }
}
