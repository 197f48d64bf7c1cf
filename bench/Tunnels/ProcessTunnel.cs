using System.Diagnostics;
using SocketWarp.Bench.Measure;

namespace SocketWarp.Bench.Tunnels;

/// <summary>Two ends, each a process of its own.</summary>
internal sealed class ProcessTunnel(string name, Process near, Process far) : ITunnel
{
    public string Name => name;

    public required int IperfPort { get; init; }

    public required int EchoPort { get; init; }

    public IReadOnlyList<int> Processes() => [.. ProcessTree.From(near.Id), .. ProcessTree.From(far.Id)];

    public async ValueTask DisposeAsync()
    {
        await Programs.StopAsync(far);
        await Programs.StopAsync(near);
    }
}
