using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SocketWarp.SystemTests.Telemetry;

/// <summary>Listens where a receiver of OTLP should, and does not speak OTLP.</summary>
internal sealed class FaultyReceiver : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _serving;
    private int _callers;

    private FaultyReceiver(Func<Socket, CancellationToken, Task> answer)
    {
        _listener.Start();
        _serving = ServeAsync(answer);
    }

    public string Url => $"http://{_listener.LocalEndpoint}";

    /// <summary>How often somebody has called.</summary>
    public int Callers => Volatile.Read(ref _callers);

    /// <summary>Takes everything and never answers.</summary>
    public static FaultyReceiver Silent() => new((_, end) => Task.Delay(Timeout.InfiniteTimeSpan, end));

    public static FaultyReceiver Garbage() => new(async (caller, end) => await caller.SendAsync("\0\u0001garbage\r\n\r\n\0 200 HTTP/9"u8.ToArray(), end));

    /// <summary>Answers with a body that does not end.</summary>
    public static FaultyReceiver Endless() => new(async (caller, end) =>
    {
        await caller.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\n\r\n"u8.ToArray(), end);
        while (true) await caller.SendAsync(new byte[64 * 1024], end);
    });

    public static FaultyReceiver Overloaded() => new(async (caller, end) =>
        await caller.SendAsync(Encoding.ASCII.GetBytes("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 30\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), end));

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task ServeAsync(Func<Socket, CancellationToken, Task> answer)
    {
        var open = new List<Task>();
        while (!_end.IsCancellationRequested)
        {
            try
            {
                open.Add(AnswerAsync(await _listener.AcceptSocketAsync(_end.Token), answer));
            }
            catch (OperationCanceledException)
            {
                // The test is over.
            }
        }

        await Task.WhenAll(open);
    }

    private async Task AnswerAsync(Socket caller, Func<Socket, CancellationToken, Task> answer)
    {
        using var _ = caller;
        try
        {
            Interlocked.Increment(ref _callers);
            await caller.ReceiveAsync(new byte[16 * 1024], _end.Token);
            await answer(caller, _end.Token);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // The caller has had enough, or the test is over.
        }
    }
}
