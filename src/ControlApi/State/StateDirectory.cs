using Microsoft.Extensions.Options;
using SocketWarp.ServiceDefaults;

namespace SocketWarp.ControlApi.State;

/// <summary>The directory that holds what outlives the process, locked while this process has it open.</summary>
internal sealed class StateDirectory(IOptions<StateSettings> settings) : IDisposable
{
    private FileStream? _lock;

    public string Path { get; } = System.IO.Path.GetFullPath(settings.Value.Directory);

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <exception cref="StartupException">It cannot be made or written, or another process has it.</exception>
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
            _lock = new FileStream(File("lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw Unusable(e);
        }
        catch (IOException e)
        {
            throw new StartupException($"{StateSettings.Section}:{nameof(StateSettings.Directory)} is \"{Path}\": another process uses it; end that one or name another directory", e);
        }
    }

    public void Dispose() => _lock?.Dispose();

    private StartupException Unusable(Exception inner) =>
        new($"{StateSettings.Section}:{nameof(StateSettings.Directory)} is \"{Path}\": it cannot be written ({inner.Message.TrimEnd('.')}); name a directory that this user may write", inner);
}
