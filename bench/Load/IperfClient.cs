using System.Net;
using System.Text.Json;

namespace SocketWarp.Bench.Load;

internal static class IperfClient
{
    private const int BusyTries = 20;
    private static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(100);

    /// <summary>Sends for the duration; returns the bytes that arrived.</summary>
    /// <param name="reverse">From the target to the visitor.</param>
    /// <param name="congestion">TCP's congestion control; null: the system's.</param>
    /// <param name="within">What to start it under.</param>
    public static async Task<double> RunAsync(
        IPEndPoint server,
        int streams,
        bool reverse,
        TimeSpan duration,
        CancellationToken cancellation,
        string? congestion = null,
        IReadOnlyList<string>? within = null
    )
    {
        string[] command =
        [
            .. within ?? [],
            "iperf3",
            "-c",
            $"{server.Address}",
            "-p",
            $"{server.Port}",
            "-t",
            $"{duration.TotalSeconds:0}",
            "-P",
            $"{streams}",
            "-J",
            .. reverse ? (string[])["-R"] : [],
            .. congestion != null ? (string[])["-C", congestion] : [],
        ];
        for (var triesLeft = BusyTries; ; triesLeft--)
        {
            using var report = JsonDocument.Parse(await Programs.RunAsync(command[0], command[1..], cancellation));
            if (!report.RootElement.TryGetProperty("error", out var error))
                return report.RootElement.GetProperty("end").GetProperty("sum_received").GetProperty("bytes").GetDouble();
            // Its server takes one test at a time, and may not have ended the last.
            if (triesLeft == 0 || error.GetString()?.Contains("busy", StringComparison.Ordinal) != true)
                throw new IOException($"iperf3: {error.GetString()}");
            await Task.Delay(BusyPause, cancellation);
        }
    }
}
