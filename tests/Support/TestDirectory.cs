namespace SocketWarp.TestSupport;

/// <summary>An empty folder that is gone afterwards. Its path is short, because Unix sockets allow about 100 characters.</summary>
public sealed class TestDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("sw").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
