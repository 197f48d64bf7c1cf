using System.Net;
using System.Net.Sockets;

namespace SocketWarp.Client.Tests.Support;

/// <summary>Stands between a client and a service, and loses the first answers: the service has given them, and the client's connection ends.</summary>
internal sealed class LosingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Uri _service;
    private readonly Task _serving;
    private int _lost;

    /// <param name="lost">How many answers.</param>
    public LosingProxy(Uri service, int lost)
    {
        (_service, _lost) = (service, lost);
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
                open.Add(ForwardAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }

        await Task.WhenAll(open);
    }

    private async Task ForwardAsync(TcpClient caller)
    {
        using var here = caller;
        using var there = new TcpClient();
        try
        {
            await there.ConnectAsync(_service.Host, _service.Port, _end.Token);
            var asking = here.GetStream().CopyToAsync(there.GetStream(), _end.Token);
            var buffer = new byte[16 * 1024];
            while (await there.GetStream().ReadAsync(buffer, _end.Token) is > 0 and var length && Interlocked.Decrement(ref _lost) < 0)
                await here.GetStream().WriteAsync(buffer.AsMemory(0, length), _end.Token);
            here.Close();
            there.Close();
            await asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            // One of the two has left, or the test is over.
        }
    }
}
