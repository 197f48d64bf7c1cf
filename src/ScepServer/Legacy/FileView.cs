namespace SocketWarp.ScepServer.Legacy;

/// <summary>A file or folder that may be downloaded.</summary>
/// <param name="Mode">Permissions as Unix has them, with bit 31 for folders.</param>
internal sealed record FileView(string Name, long Size, uint Mode, DateTimeOffset ModTime, bool IsDir);
