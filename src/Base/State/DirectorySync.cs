using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace SocketWarp.Base.State;

/// <summary>Makes a rename durable. POSIX wants fsync of the directory, which .NET has no call for; NTFS keeps renames in its own journal.</summary>
public static class DirectorySync
{
    /// <exception cref="IOException">when it cannot be done.</exception>
    public static void Flush(string directory)
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
            FlushPosix(directory);
    }

    [UnsupportedOSPlatform("windows")]
    private static void FlushPosix(string directory)
    {
        var descriptor = Open(directory, 0);
        if (descriptor < 0)
            throw Failure(directory);
        try
        {
            if (Sync(descriptor) != 0)
                throw Failure(directory);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException Failure(string directory) => new($"{directory} could not be made durable: {Marshal.GetLastPInvokeErrorMessage()}");

    [UnsupportedOSPlatform("windows")]
    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [UnsupportedOSPlatform("windows")]
    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(int descriptor);

    [UnsupportedOSPlatform("windows")]
    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
