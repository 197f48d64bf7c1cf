namespace SocketWarp.Base;

/// <summary>Files and folders that only their owner may read.</summary>
public static class PrivateFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a folder that is missing.</summary>
    public static void CreateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
    }

    /// <summary>Options that make a file which nobody else may read; a file that exists keeps its mode.</summary>
    public static FileStreamOptions Options(FileMode mode, FileAccess access, FileShare share = FileShare.Read)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = access,
            Share = share,
        };
        if (!OperatingSystem.IsWindows() && mode != FileMode.Open)
            options.UnixCreateMode = OwnerOnly;
        return options;
    }

    /// <summary>Takes away everybody else's rights to a file that exists, where the file system and its owner allow it.</summary>
    public static void Protect(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        var mode = File.GetUnixFileMode(path);
        if ((mode & ~OwnerOnly) == 0)
            return;
        try
        {
            File.SetUnixFileMode(path, mode & OwnerOnly);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A volume whose modes are set elsewhere, or a file of another user that a group may write: as usable as before.
        }
    }

    /// <summary>Makes an empty file, or takes an existing one away from everybody else.</summary>
    public static void Create(string path)
    {
        new FileStream(path, Options(FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite)).Dispose();
        Protect(path);
    }

    /// <summary>Replaces a file, which has the old content or the new, never a part of it. Its mode is set before the first byte is written.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var temporary = path + ".new";
        File.Delete(temporary);
        using (var file = new FileStream(temporary, Options(FileMode.CreateNew, FileAccess.Write)))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>As <see cref="Replace"/>, for content that comes in parts. The old content stays when <paramref name="write"/> fails.</summary>
    public static async Task<T> ReplaceAsync<T>(string path, Func<Stream, Task<T>> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var temporary = path + ".new";
        File.Delete(temporary);
        try
        {
            T result;
            await using (var file = new FileStream(temporary, Options(FileMode.CreateNew, FileAccess.Write)))
            {
                result = await write(file).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
            return result;
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
