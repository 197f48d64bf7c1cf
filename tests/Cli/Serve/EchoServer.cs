using System.Net;
using System.Net.Sockets;
using SocketWarp.Cli.Tests.Support;

namespace SocketWarp.Cli.Tests.Serve;

/// <summary>A target that sends back what it gets, until the other side has finished.</summary>
internal sealed class EchoServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _running;

    public EchoServer()
    {
        _listener.Start();
        _running = RunAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
        _ending.Dispose();
    }

    private async Task RunAsync()
    {
        while (true)
        {
            using var client = await _listener.AcceptTcpClientAsync(_ending.Token);
            await using var stream = client.GetStream();
            await stream.CopyToAsync(stream, _ending.Token).WaitAsync(Limits.Step);
        }
    }
}
