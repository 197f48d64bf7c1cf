namespace SocketWarp.Bench.Tunnels;

/// <summary>A running pair of processes that carries two local ports to the two targets.</summary>
internal interface ITunnel : IAsyncDisposable
{
    string Name { get; }

    int IperfPort { get; }

    int EchoPort { get; }

    /// <summary>Ids of both ends' processes as they are now.</summary>
    IReadOnlyList<int> Processes();
}

/// <summary>Ports of the two targets on 127.0.0.1.</summary>
internal sealed record Targets(int Iperf, int Echo);
