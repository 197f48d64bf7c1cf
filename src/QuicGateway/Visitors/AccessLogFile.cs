using System.Text;

namespace SocketWarp.QuicGateway.Visitors;

/// <summary>The access log's file: appended to, and opened again when somebody has renamed, removed or emptied it. For one thread.</summary>
internal sealed class AccessLogFile(string path) : IDisposable
{
    private FileStream? _file;

    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public void Open()
    {
        _file?.Dispose();
        _file = null;
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        _file = new FileStream(path, options);
    }

    /// <param name="lines">Whole lines, each with its end.</param>
    /// <inheritdoc cref="Open" path="/exception"/>
    public void Append(string lines)
    {
        if (_file is null || IsAnother(_file)) Open();
        _file!.Write(Encoding.UTF8.GetBytes(lines));
    }

    public void Dispose() => _file?.Dispose();

    /// <summary>
    /// Whether the path leads to another file than the one that is open, told by its length, because .NET has no word for inodes. Two empty files look
    /// alike, so an empty one is always opened again.
    /// </summary>
    private bool IsAnother(FileStream file)
    {
        var there = new FileInfo(path);
        return !there.Exists || there.Length != file.Position || file.Position == 0;
    }
}
