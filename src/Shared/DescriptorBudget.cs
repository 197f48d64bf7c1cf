using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace SocketWarp;

// Keeps descriptors for the process itself: for threads that start, libraries, files and names. A runtime that finds none for a thread ends the process.
// The system gives the lowest number that is free. So the reserve is the highest numbers, and a connection that was given one of them is closed at once:
// whatever others open, the reserve stays for the process.
internal sealed class DescriptorBudget(int limit, int reserve)
{
    // The name under which ServiceDefaults says how large the reserve of this process is: projects that compile this file in share nothing else.
    public const string ReserveName = "SocketWarp.DescriptorReserve";

    // What a running process needs at most: two for each library that is loaded late and each thread that starts, some for files and names.
    public const int LeastReserve = 24;
    public const int MostReserve = 65_536;

    private const int OrdinaryReserve = 256;
    private const int OrdinaryShare = 16;

    // From here to the reserve each look costs two system calls; below it none.
    private const int Near = 64;
    private const int UnixFamily = 1;
    private const int Stream = 1;
    private const int LinuxCloseOnExec = 0x80000;

    private int _highest;

    // Of this process, from its first use on.
    public static DescriptorBudget OfProcess { get; } = Create();

    public int Limit => limit;

    public int Reserve => reserve;

    // Whether somebody may be let in, or somebody's target be dialled.
    public bool HasRoom => Volatile.Read(ref _highest) < limit - reserve - Near || LowestFree() < limit - reserve;

    // Whether a descriptor that was just opened for somebody may stay open.
    public bool Allows(int descriptor)
    {
        if (descriptor > Volatile.Read(ref _highest)) Volatile.Write(ref _highest, descriptor);
        return descriptor < limit - reserve;
    }

    // The same for what peers have us ask others: half of the reserve is for that, so that it works while visitors hold all the rest.
    public bool AllowsQuestion(int descriptor) => descriptor < limit - reserve + reserve / 2;

    public string Describe() => string.Create(
        CultureInfo.InvariantCulture, $"{DescriptorLimit.CountOpen()} of at most {limit} descriptors are open, and {reserve} are kept for the process itself; raise LimitNOFILE or ulimit -n");

    private static DescriptorBudget Create()
    {
        var limit = DescriptorLimit.Read();
        return new(limit, AppContext.GetData(ReserveName) is int reserve ? reserve : Math.Clamp(limit / OrdinaryShare, LeastReserve, OrdinaryReserve));
    }

    private static int LowestFree() => OperatingSystem.IsLinux() || OperatingSystem.IsMacOS() ? LowestFreePosix() : 0;

    [UnsupportedOSPlatform("windows")]
    private static int LowestFreePosix()
    {
        // A socket, because that needs nothing but a descriptor.
        var descriptor = Open(UnixFamily, OperatingSystem.IsLinux() ? Stream | LinuxCloseOnExec : Stream, 0);
        if (descriptor < 0) return int.MaxValue;
        _ = Close(descriptor);
        return descriptor;
    }

    [UnsupportedOSPlatform("windows")]
    [DllImport("libc", EntryPoint = "socket")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(int family, int type, int protocol);

    [UnsupportedOSPlatform("windows")]
    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
