namespace SocketWarp.Bench.Tunnels;

/// <summary>SocketWarp's gateway and connector. ControlApi runs beside them, carries no byte and is not counted.</summary>
internal sealed class SocketWarpTunnel(string name, Site site) : ITunnel
{
    public string Name => name;

    public required int IperfPort { get; init; }

    public required int EchoPort { get; init; }

    /// <param name="payload">The largest UDP payload that either end sends, bytes.</param>
    public static async Task<ITunnel> StartAsync(string name, Targets targets, string folder, int payload, CancellationToken cancellation)
    {
        var site = await Site.PrepareAsync(folder, new SiteOptions { Payload = payload }, cancellation);
        try
        {
            await site.StartAllAsync(cancellation);
            return new SocketWarpTunnel(name, site)
            {
                IperfPort = await site.PublishAsync(targets.Iperf, cancellation),
                EchoPort = await site.PublishAsync(targets.Echo, cancellation),
            };
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    public IReadOnlyList<int> Processes() => [site.Gateway!.Id, site.Connector!.Id];

    public ValueTask DisposeAsync() => site.DisposeAsync();
}
