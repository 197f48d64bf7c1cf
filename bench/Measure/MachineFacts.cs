using System.Globalization;
using System.Runtime.InteropServices;

namespace SocketWarp.Bench.Measure;

/// <summary>What the figures were measured on.</summary>
internal sealed record MachineFacts(string Processor, int Cores, double MemoryGb, string Kernel, string Runtime, string When)
{
    public static MachineFacts Read() =>
        new(
            File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
                ?? "an unknown processor",
            Environment.ProcessorCount,
            Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9, 1),
            $"{RuntimeInformation.OSDescription}, kernel {File.ReadAllText("/proc/sys/kernel/osrelease").Trim()}",
            RuntimeInformation.FrameworkDescription,
            DateTimeOffset.UtcNow.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture)
        );

    public override string ToString() => $"{Processor}, {Cores} cores, {MemoryGb} GB, {Kernel}, {Runtime}, {When}";
}
