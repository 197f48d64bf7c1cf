using System.Text.Json;

namespace SocketWarp.Bench.Load;

internal static class IperfClient
{
    /// <summary>Sends for the duration; returns the bytes that arrived.</summary>
    /// <param name="reverse">From the target to the visitor.</param>
    public static async Task<double> RunAsync(int port, int streams, bool reverse, TimeSpan duration, CancellationToken cancellation)
    {
        string[] arguments = ["-c", "127.0.0.1", "-p", $"{port}", "-t", $"{duration.TotalSeconds:0}", "-P", $"{streams}", "-J", .. reverse ? (string[])["-R"] : []];
        var output = await Programs.RunAsync("iperf3", arguments, cancellation);
        using var report = JsonDocument.Parse(output);
        if (report.RootElement.TryGetProperty("error", out var error)) throw new IOException($"iperf3: {error.GetString()}");
        return report.RootElement.GetProperty("end").GetProperty("sum_received").GetProperty("bytes").GetDouble();
    }
}
