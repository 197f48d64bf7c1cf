using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace SocketWarp.Base.Limits;

/// <summary>The number of descriptors (open files and sockets) that this process may have. Windows has no such limit.</summary>
public static class DescriptorLimit
{
    private const int LinuxNoFile = 7;
    private const int MacNoFile = 8;

    /// <summary>The soft limit; <see cref="int.MaxValue"/> where the system has no such limit.</summary>
    public static int Read() => OperatingSystem.IsLinux() || OperatingSystem.IsMacOS() ? ReadPosix() : int.MaxValue;

    /// <summary>Raises the soft limit to the hard one. The runtime does that at its start; this is for where it does not.</summary>
    public static void Raise()
    {
        if (OperatingSystem.IsLinux() && GetLimit(LinuxNoFile, out var limit) == 0 && limit.Soft < limit.Hard)
            _ = SetLimit(LinuxNoFile, limit with { Soft = limit.Hard });
    }

    /// <summary>Counts those that are open; counting them takes one more for a moment.</summary>
    public static int CountOpen()
    {
        var folder =
            OperatingSystem.IsLinux() ? "/proc/self/fd"
            : OperatingSystem.IsMacOS() ? "/dev/fd"
            : null;
        try
        {
            return folder is null ? 0 : Directory.EnumerateFileSystemEntries(folder).Count();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Read();
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static int ReadPosix() =>
        GetLimit(OperatingSystem.IsLinux() ? LinuxNoFile : MacNoFile, out var limit) == 0 ? (int)Math.Min(limit.Soft, int.MaxValue) : int.MaxValue;

    [UnsupportedOSPlatform("windows")]
    [DllImport("libc", EntryPoint = "getrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetLimit(int resource, out Limits limits);

    [UnsupportedOSPlatform("windows")]
    [DllImport("libc", EntryPoint = "setrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetLimit(int resource, in Limits limits);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Limits(ulong Soft, ulong Hard);
}
