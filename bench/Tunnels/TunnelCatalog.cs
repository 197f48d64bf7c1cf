namespace SocketWarp.Bench.Tunnels;

internal static class TunnelCatalog
{
    public static IReadOnlyList<string> Names { get; } = ["none", "stunnel", "ssh", "socketwarp"];

    public static async Task<ITunnel> StartAsync(string name, Targets targets, string folder, CancellationToken cancellation) => name switch
    {
        "none" => new NoTunnel(targets),
        "stunnel" => await StunnelTunnel.StartAsync(targets, folder, cancellation),
        "ssh" => await SshTunnel.StartAsync(targets, folder, cancellation),
        "socketwarp" => await SocketWarpTunnel.StartAsync(targets, folder, cancellation),
        _ => throw new InvalidOperationException($"there is no tunnel named '{name}'; choose from {string.Join(", ", Names)}"),
    };
}
