namespace SocketWarp.Bench.Measure;

/// <summary>CPU and memory of some processes and their descendants, from /proc (Linux).</summary>
internal sealed class ProcessUsage(Func<IReadOnlyList<int>> processes)
{
    private const double TicksPerSecond = 100; // USER_HZ

    public double CpuSeconds => processes().Sum(Ticks) / TicksPerSecond;

    public long ResidentBytes => processes().Sum(id => StatusBytes(id, "VmRSS:"));

    public long PeakResidentBytes => processes().Sum(id => StatusBytes(id, "VmHWM:"));

    /// <summary>Fields 14–17 of proc(5) stat: user and system, own and of children that have ended.</summary>
    private static long Ticks(int id)
    {
        var stat = Read($"/proc/{id}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length < 15 ? 0 : fields[11..15].Sum(long.Parse);
    }

    private static long StatusBytes(int id, string key)
    {
        var line = Read($"/proc/{id}/status").Split('\n').FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal));
        return line == null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]) * 1024;
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return ""; // the process has ended
        }
    }
}
