namespace SocketWarp.Base.State;

/// <summary>The directory that holds what outlives the process, locked while this process has it open.</summary>
/// <param name="path">As the setting has it.</param>
/// <param name="setting">The setting's key, for messages.</param>
public sealed class StateDirectory(string path, string setting) : IDisposable
{
    private FileStream? _lock;

    /// <summary>The full path.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>The full path of a file in it.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <exception cref="StartupException">when it cannot be made or written, or another process has it.</exception>
    public void Open()
    {
        try
        {
            PrivateFiles.CreateDirectory(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(e);
        }

        try
        {
            // The system drops the lock with the process, however that ends.
            _lock = new FileStream(File("lock"), PrivateFiles.Options(FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException e)
        {
            throw Unusable(e);
        }
        catch (IOException e)
        {
            throw new StartupException($"{setting} is \"{Path}\": another process uses it; end that one or name another directory", e);
        }
    }

    /// <summary>Unlocks it.</summary>
    public void Dispose() => _lock?.Dispose();

    private StartupException Unusable(Exception inner) =>
        new($"{setting} is \"{Path}\": it cannot be written ({inner.Message.TrimEnd('.')}); name a directory that this user may write", inner);
}
