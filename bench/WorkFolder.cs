namespace SocketWarp.Bench;

/// <summary>A folder for one tunnel's keys and settings, gone afterwards.</summary>
internal sealed class WorkFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("socketwarp-bench-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
