namespace SocketWarp.Bench.Measure;

/// <summary>What was measured, as git names it.</summary>
internal static class SourceRevision
{
    public static async Task<string> ReadAsync(CancellationToken cancellation)
    {
        var name = (
            await Programs.RunAsync("git", ["-C", Repository.Root, "describe", "--always", "--abbrev=40", "--exclude=*", "--dirty"], cancellation)
        ).Trim();
        return name.Length > 0 ? name : "unknown";
    }
}
