using System.Globalization;

namespace SocketWarp.SystemTests.Support;

/// <summary>What Linux says about a process.</summary>
/// <param name="Threads">Of the process.</param>
/// <param name="Handles">Open file descriptors.</param>
/// <param name="Memory">Resident set without shared pages of files, bytes.</param>
internal sealed record ProcessFacts(int Threads, int Handles, long Memory)
{
    public static ProcessFacts Of(int process)
    {
        var status = File.ReadAllLines($"/proc/{process}/status")
            .Select(line => line.Split(':', 2))
            .Where(parts => parts.Length == 2)
            .ToDictionary(parts => parts[0], parts => parts[1].Trim());
        return new ProcessFacts(
            int.Parse(status["Threads"], CultureInfo.InvariantCulture),
            Directory.GetFiles($"/proc/{process}/fd").Length,
            long.Parse(status["RssAnon"].Split(' ')[0], CultureInfo.InvariantCulture) * 1024
        );
    }

    /// <summary>Every process that was started, directly or not, by <paramref name="process"/> and still runs.</summary>
    public static IReadOnlyList<int> Descendants(int process)
    {
        var children = Directory
            .GetDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(name => int.TryParse(name, out _))
            .Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
            .Select(id => (Id: id, Parent: Parent(id)))
            .Where(p => p.Parent is not null)
            .ToLookup(p => p.Parent!.Value, p => p.Id);
        var found = new List<int>();
        var open = new Queue<int>([process]);
        while (open.TryDequeue(out var next))
        {
            foreach (var child in children[next])
            {
                found.Add(child);
                open.Enqueue(child);
            }
        }

        return found;
    }

    private static int? Parent(int process)
    {
        try
        {
            // The name in parentheses may hold anything, so count from its end.
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended since the folder was listed.
            return null;
        }
    }
}
