using System.Diagnostics;

namespace SocketWarp.Bench.Load;

/// <summary>iperf3 as the target of bulk transfers.</summary>
internal sealed class IperfServer : IAsyncDisposable
{
    private readonly Process _process;

    private IperfServer(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    public static async Task<IperfServer> StartAsync(CancellationToken cancellation)
    {
        var port = Ports.Free();
        var process = Programs.Start("iperf3", ["-s", "-B", "127.0.0.1", "-p", $"{port}"]);
        await Ports.WaitUntilOpenAsync(port, cancellation);
        return new IperfServer(process, port);
    }

    public async ValueTask DisposeAsync() => await Programs.StopAsync(_process);
}
