using System.Text;
using SocketWarp.Bench.Measure;

namespace SocketWarp.Bench.Report;

/// <summary>Medians over the rounds, one line a tunnel, in Markdown.</summary>
internal static class ResultTable
{
    public static string Render(MachineFacts machine, IReadOnlyList<RoundResult> results)
    {
        var text = new StringBuilder();
        text.AppendLine($"{machine.Processor}, {machine.Cores} cores, {machine.Kernel}, {machine.Runtime}, {machine.When}; medians of {results.Max(r => r.Round)} interleaved rounds");
        text.AppendLine();
        text.AppendLine("| tunnel | Gbit/s up 1 / down 1 / up 8 / down 8 | CPU s/GB, same order | connections/s at 1 / 32 | p99 µs at 32 | round trip p50 / p99 µs | MB idle / peak |");
        text.AppendLine("|---|---|---|---|---|---|---|");
        foreach (var group in results.GroupBy(r => r.Tunnel))
        {
            var rounds = group.ToList();
            string Transfers(Func<TransferResult, double> value) => string.Join(" / ", rounds[0].Transfers.Select((_, i) => $"{Median(rounds, r => value(r.Transfers[i])):0.00}"));
            text.Append($"| {group.Key} | {Transfers(t => t.Gbits)} | {Transfers(t => t.CpuPerGb)} ");
            text.Append($"| {string.Join(" / ", rounds[0].Connections.Select((_, i) => $"{Median(rounds, r => r.Connections[i].PerSecond):0}"))} ");
            text.Append($"| {Median(rounds, r => r.Connections[^1].P99Microseconds):0} ");
            text.Append($"| {Median(rounds, r => r.RoundTrip.P50Microseconds):0} / {Median(rounds, r => r.RoundTrip.P99Microseconds):0} ");
            text.AppendLine($"| {Median(rounds, r => r.IdleBytes / 1e6):0} / {Median(rounds, r => r.PeakBytes / 1e6):0} |");
        }

        var failed = results.SelectMany(r => r.Connections.Where(c => c.Failed > 0).Select(c => $"{r.Tunnel}, round {r.Round}, {c.Parallel} at a time: {c.Failed} connections failed")).ToList();
        foreach (var line in failed) text.AppendLine(line);
        return text.ToString();
    }

    private static double Median(List<RoundResult> rounds, Func<RoundResult, double> value)
    {
        var sorted = rounds.Select(value).Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
