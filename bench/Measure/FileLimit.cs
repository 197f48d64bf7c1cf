namespace SocketWarp.Bench.Measure;

/// <summary>
/// File descriptors that a process may have. .NET raises its own limit to the hard one at start; above that only the system's administrator can.
/// </summary>
internal static class FileLimit
{
    /// <summary>Libraries, logs, listeners.</summary>
    private const int OtherFiles = 500;

    /// <summary>How many sockets one process can hold, at most as many as are wanted; says so when it is fewer.</summary>
    public static int Sockets(int wanted, List<string> notes)
    {
        var hard = File.ReadLines("/proc/self/limits")
            .First(l => l.StartsWith("Max open files", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2];
        if (!int.TryParse(hard, out var limit) || limit - OtherFiles >= wanted)
            return wanted;
        notes.Add(
            $"{limit - OtherFiles:N0} tunnels instead of {wanted:N0}: the hard limit of open files is {limit:N0}; raise it (ulimit -Hn, as root) for more"
        );
        return limit - OtherFiles;
    }
}
