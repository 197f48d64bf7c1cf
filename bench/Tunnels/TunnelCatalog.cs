namespace SocketWarp.Bench.Tunnels;

internal static class TunnelCatalog
{
    private const string Capped = "socketwarp capped 1452";

    public static IReadOnlyList<string> Names { get; } = ["none", "stunnel", "ssh", "socketwarp", Capped];

    public static async Task<ITunnel> StartAsync(string name, Targets targets, string folder, CancellationToken cancellation) =>
        name switch
        {
            "none" => new NoTunnel(targets),
            "stunnel" => await StunnelTunnel.StartAsync(targets, folder, cancellation),
            "ssh" => await SshTunnel.StartAsync(targets, folder, cancellation),
            "socketwarp" => await SocketWarpTunnel.StartAsync(name, targets, folder, 65_507, cancellation),
            // What an Ethernet path carries: loopback is kinder than any network.
            Capped => await SocketWarpTunnel.StartAsync(name, targets, folder, SiteOptions.EthernetPayload, cancellation),
            _ => throw new InvalidOperationException($"there is no tunnel named '{name}'; choose from {string.Join(", ", Names)}"),
        };
}
