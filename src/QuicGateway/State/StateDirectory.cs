using SocketWarp.ServiceDefaults;

namespace SocketWarp.QuicGateway.State;

/// <summary>The folder of what must outlive the process; nobody else may read it.</summary>
internal sealed class StateDirectory
{
    /// <exception cref="StartupException">It cannot be made.</exception>
    public StateDirectory(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        try
        {
            PrivateFiles.CreateDirectory(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"state directory {Path} cannot be made ({e.Message}): set Gateway:StateDirectory to a folder that this user may write in", e);
        }
    }

    public string Path { get; }

    public string this[string file] => System.IO.Path.Combine(Path, file);

    /// <summary>Adds to a file that is there; after a crash a part of it may be there.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Append(string file, ReadOnlySpan<byte> content)
    {
        using var stream = new FileStream(this[file], FileMode.Append, FileAccess.Write);
        stream.Write(content);
        stream.Flush(flushToDisk: true);
    }
}
