using System.Diagnostics;
using System.Net;

namespace SocketWarp.Bench.Load;

/// <summary>iperf3 as the target of bulk transfers.</summary>
internal sealed class IperfServer : IAsyncDisposable
{
    private readonly Process _process;

    private IperfServer(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    public static async Task<IperfServer> StartAsync(CancellationToken cancellation, IPAddress? address = null, IReadOnlyList<string>? within = null)
    {
        var port = Ports.Free();
        string[] command = [.. within ?? [], "iperf3", "-s", "-B", $"{address ?? IPAddress.Loopback}", "-p", $"{port}"];
        var server = new IperfServer(Programs.Start(command[0], command[1..]), port);
        try
        {
            await Ports.WaitUntilListeningAsync(server._process.Id, port, cancellation);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync() => await Programs.StopAsync(_process);
}
