namespace SocketWarp.Bench.Measure;

/// <summary>Which UDP ports of 127.0.0.1 are bound, without touching them.</summary>
internal static class UdpPorts
{
    public static async Task WaitUntilBoundAsync(int port, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(15));
        var local = $": 0100007F:{port:X4} ";
        while (!(await File.ReadAllTextAsync("/proc/net/udp", patience.Token)).Contains(local, StringComparison.Ordinal))
            await Task.Delay(1, patience.Token);
    }
}
