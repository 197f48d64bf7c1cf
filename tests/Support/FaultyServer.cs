using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SocketWarp.TestSupport;

/// <summary>Listens where a server of HTTP should, and answers as a test wants.</summary>
public sealed class FaultyServer : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _serving;
    private int _callers;

    /// <param name="answer">Called once the first bytes of a request have come.</param>
    /// <param name="at">Null: a port of the loopback address.</param>
    /// <param name="asked">Told the first bytes of the first request.</param>
    public FaultyServer(Func<Socket, CancellationToken, Task> answer, EndPoint? at = null, TaskCompletionSource<string>? asked = null)
    {
        at ??= new IPEndPoint(IPAddress.Loopback, 0);
        _listener = new Socket(at.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        _listener.Bind(at);
        _listener.Listen();
        _serving = ServeAsync(answer, asked);
    }

    public Uri Address => new($"http://{_listener.LocalEndPoint}");

    /// <summary>How often somebody has called.</summary>
    public int Callers => Volatile.Read(ref _callers);

    /// <summary>Takes everything and never answers.</summary>
    public static FaultyServer Silent() => new((_, end) => Task.Delay(Timeout.InfiniteTimeSpan, end));

    public static FaultyServer Garbage() => Saying("\0\u0001garbage\r\n\r\n\0 200 HTTP/9");

    /// <summary>Answers with a body that does not end.</summary>
    public static FaultyServer Endless(string contentType) =>
        new(
            async (caller, end) =>
            {
                await SayAsync(caller, $"HTTP/1.1 200 OK\r\nContent-Type: {contentType}\r\n\r\n", end);
                while (true)
                    await caller.SendAsync(new byte[64 * 1024], end);
            }
        );

    /// <summary>Says the same to everybody, and hangs up.</summary>
    public static FaultyServer Saying(string text) => new((caller, end) => SayAsync(caller, text, end));

    public static async Task SayAsync(Socket caller, string text, CancellationToken end) => await caller.SendAsync(Encoding.Latin1.GetBytes(text), end);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task ServeAsync(Func<Socket, CancellationToken, Task> answer, TaskCompletionSource<string>? asked)
    {
        var open = new List<Task>();
        while (!_end.IsCancellationRequested)
        {
            try
            {
                open.Add(AnswerAsync(await _listener.AcceptAsync(_end.Token), answer, asked));
            }
            catch (OperationCanceledException)
            {
                // The test is over.
            }
        }

        await Task.WhenAll(open);
    }

    private async Task AnswerAsync(Socket caller, Func<Socket, CancellationToken, Task> answer, TaskCompletionSource<string>? asked)
    {
        using var _ = caller;
        try
        {
            Interlocked.Increment(ref _callers);
            var request = new byte[16 * 1024];
            var length = await caller.ReceiveAsync(request, _end.Token);
            asked?.TrySetResult(Encoding.Latin1.GetString(request, 0, length));
            await answer(caller, _end.Token);
            caller.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // The caller has had enough, or the test is over.
        }
    }
}
