using SocketWarp.Base;
using SocketWarp.Base.State;
using SocketWarp.QuicGateway.Settings;

namespace SocketWarp.QuicGateway.State;

/// <summary>The folder for what must outlive the gateway's process. One process at a time has it.</summary>
internal sealed class GatewayFolder : IDisposable
{
    private readonly StateDirectory _directory;

    /// <exception cref="StartupException">when it cannot be made or written, or another process has it.</exception>
    public GatewayFolder(string path)
    {
        _directory = new StateDirectory(path, $"{GatewaySettings.Section}:{nameof(GatewaySettings.StateDirectory)}");
        _directory.Open();
    }

    public string this[string file] => _directory.File(file);

    /// <summary>Appends to a file; after a crash only a part of the addition may be there.</summary>
    /// <exception cref="IOException">when it cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">when it may not be written.</exception>
    public void Append(string file, ReadOnlySpan<byte> content)
    {
        using var stream = new FileStream(this[file], FileMode.Append, FileAccess.Write);
        stream.Write(content);
        stream.Flush(flushToDisk: true);
    }

    public void Dispose() => _directory.Dispose();
}
