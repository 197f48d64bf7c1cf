namespace SocketWarp.Bench.Measure;

internal static class ProcessTree
{
    /// <summary>The process and all that descend from it now.</summary>
    public static IReadOnlyList<int> From(int root)
    {
        var children = Directory
            .GetDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(n => int.TryParse(n, out _))
            .Select(n => int.Parse(n!))
            .ToLookup(Parent);
        var result = new List<int> { root };
        for (var i = 0; i < result.Count; i++)
            result.AddRange(children[result[i]]);
        return result;
    }

    private static int Parent(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
