using System.Text;

namespace SocketWarp.QuicGateway.Publishing.Visitors;

/// <summary>Appends to the access log's file, and opens it again when somebody has renamed, removed or emptied it. Not thread-safe.</summary>
internal sealed class AccessLogFile(string path) : IDisposable
{
    private FileStream? _file;

    /// <exception cref="IOException">when it cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">when this user may not open it.</exception>
    public void Open()
    {
        _file?.Dispose();
        _file = null;
        var options = new FileStreamOptions
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        _file = new FileStream(path, options);
    }

    /// <param name="lines">Whole lines, each with its end.</param>
    /// <inheritdoc cref="Open" path="/exception"/>
    public void Append(string lines)
    {
        if (_file is null || IsAnother(_file))
            Open();
        _file!.Write(Encoding.UTF8.GetBytes(lines));
    }

    public void Dispose() => _file?.Dispose();

    /// <summary>
    /// Whether the path now leads to another file than the one that is open. It compares lengths, because .NET does not show inodes. Two empty files
    /// look alike, so an empty one is always opened again.
    /// </summary>
    private bool IsAnother(FileStream file)
    {
        // A pipe, such as standard output, has no length and is never rotated.
        if (!file.CanSeek)
            return false;
        var there = new FileInfo(path);
        return !there.Exists || there.Length != file.Position || file.Position == 0;
    }
}
