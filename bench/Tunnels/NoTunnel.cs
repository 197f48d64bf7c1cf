namespace SocketWarp.Bench.Tunnels;

/// <summary>Straight to the targets: what the machine and the load generators can do.</summary>
internal sealed class NoTunnel(Targets targets) : ITunnel
{
    public string Name => "none";

    public int IperfPort => targets.Iperf;

    public int EchoPort => targets.Echo;

    public IReadOnlyList<int> Processes() => [];

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
