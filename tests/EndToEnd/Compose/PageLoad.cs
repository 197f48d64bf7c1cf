using System.Net;
using System.Net.Sockets;
using SocketWarp.EndToEnd.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.EndToEnd.Compose;

/// <summary>Fetches the page of the demonstration again and again, each time over a new connection.</summary>
internal sealed class PageLoad : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _stopping = new();
    private readonly IPEndPoint _port;
    private readonly Task _running;
    private int _fetched;
    private int _failed;

    private PageLoad(IPEndPoint port)
    {
        _port = port;
        _running = Task.Run(RunAsync);
    }

    public static PageLoad Start(IPEndPoint port) => new(port);

    /// <exception cref="IOException">when another page came, or half of it.</exception>
    public static async Task FetchAsync(IPEndPoint port)
    {
        using var visitor = await Visitors.ComeAsync(port, Visitors.Patience);
        await visitor.SendAsync("GET / HTTP/1.0\r\n\r\n"u8.ToArray()).WaitAsync(Visitors.Patience);
        using var reader = new StreamReader(new NetworkStream(visitor));
        var page = await reader.ReadToEndAsync().WaitAsync(Visitors.Patience);
        if (!page.EndsWith("Hello from the inside\n", StringComparison.Ordinal))
            throw new IOException($"\"{page}\" came");
    }

    public async Task<(int Fetched, int Failed)> StopAsync()
    {
        await _stopping.CancelAsync();
        await _running.InTime();
        return (_fetched, _failed);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task RunAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await FetchAsync(_port);
                _fetched++;
            }
            catch (Exception exception) when (Until.IsFault(exception))
            {
                _failed++;
            }

            await Task.Delay(Pause);
        }
    }
}
