using Microsoft.Win32.SafeHandles;

namespace SocketWarp.ServiceDefaults.Journal;

/// <summary>The journal on disk. One thread at a time.</summary>
internal sealed class JournalFile<TTable, TRecord> : IDisposable
    where TTable : class, IJournalTable<TTable, TRecord>
    where TRecord : class, IJournalRecord
{
    private readonly string _path;
    private SafeFileHandle _handle;

    private JournalFile(string path, SafeFileHandle handle, long length)
    {
        _path = path;
        _handle = handle;
        Length = length;
        SnapshotLength = length;
    }

    public long Length { get; private set; }

    /// <summary>Length when it was last written anew.</summary>
    public long SnapshotLength { get; private set; }

    /// <summary>Opens or creates it; a torn tail is cut off.</summary>
    /// <param name="tornBytes">Length of the tail that was cut off.</param>
    public static JournalFile<TTable, TRecord> Open(string path, out TTable table, out long tornBytes)
    {
        if (!File.Exists(path)) Create(path);
        PrivateFiles.Protect(path);
        var bytes = File.ReadAllBytes(path);
        var (recovered, length) = JournalRecovery.Read<TTable, TRecord>(bytes);
        var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        tornBytes = bytes.Length - length;
        if (tornBytes > 0)
        {
            RandomAccess.SetLength(handle, length);
            RandomAccess.FlushToDisk(handle);
        }

        table = recovered;
        return new JournalFile<TTable, TRecord>(path, handle, length);
    }

    /// <summary>Returns when the frame is on the medium.</summary>
    /// <exception cref="IOException">It is not; the file is as before.</exception>
    /// <exception cref="JournalBrokenException">Nobody knows what is on the medium: only a restart finds out.</exception>
    public void Append(byte[] frame)
    {
        try
        {
            Write(_handle, frame, Length);
        }
        catch (IOException)
        {
            Undo();
            throw;
        }

        try
        {
            RandomAccess.FlushToDisk(_handle);
        }
        catch (IOException e)
        {
            // The system may have dropped the pages it could not write: a second fsync would succeed and lie.
            throw new JournalBrokenException(_path, e);
        }

        Length += frame.Length;
    }

    /// <summary>Replaces the file by a snapshot of <paramref name="table"/>.</summary>
    /// <exception cref="IOException">It was not replaced; the old one goes on.</exception>
    /// <exception cref="UnauthorizedAccessException">The same: nothing may be written beside it.</exception>
    /// <exception cref="JournalBrokenException">It may or may not have been replaced.</exception>
    public void Compact(TTable table)
    {
        var handle = WriteBeside(_path, table);
        // Windows replaces no file that is open.
        _handle.Dispose();
        _handle = handle;
        Publish(_path, handle);
        Length = SnapshotLength = RandomAccess.GetLength(handle);
    }

    public void Dispose() => _handle.Dispose();

    private static void Create(string path)
    {
        using var handle = WriteBeside(path, TTable.StartAt(0));
        Publish(path, handle);
    }

    private static string Beside(string path) => path + ".new";

    private static SafeFileHandle WriteBeside(string path, TTable table)
    {
        File.Delete(Beside(path));
        // OpenHandle cannot set a mode.
        new FileStream(Beside(path), PrivateFiles.Options(FileMode.CreateNew, FileAccess.Write)).Dispose();
        var handle = File.OpenHandle(Beside(path), FileMode.Open, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        try
        {
            Write(handle, JournalText<TTable, TRecord>.NewFile(table), 0);
            RandomAccess.FlushToDisk(handle);
            return handle;
        }
        catch
        {
            handle.Dispose();
            File.Delete(Beside(path)); // on a full disk the journal itself needs the room
            throw;
        }
    }

    private static void Write(SafeFileHandle handle, byte[] bytes, long offset)
    {
        try
        {
            RandomAccess.Write(handle, bytes, offset);
        }
        catch (ArgumentOutOfRangeException e)
        {
            // .NET's name for EFBIG: a limit of the process or the file system.
            throw new IOException("the file may not grow any more", e);
        }
    }

    private static void Publish(string path, SafeFileHandle handle)
    {
        try
        {
            File.Move(Beside(path), path, overwrite: true);
            DirectorySync.Flush(Path.GetDirectoryName(path)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            handle.Dispose();
            throw new JournalBrokenException(path, e);
        }
    }

    private void Undo()
    {
        try
        {
            RandomAccess.SetLength(_handle, Length);
        }
        catch (IOException e)
        {
            throw new JournalBrokenException(_path, e);
        }
    }
}
