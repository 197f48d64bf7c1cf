using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace SocketWarp.Base.Limits;

/// <summary>
/// Keeps descriptors for the process itself: for threads that start, libraries, files and names. When none is left for a thread, the runtime ends the process.
/// The system hands out the lowest free number, so the highest numbers are the reserve: a connection that gets one of them is closed at once.
/// </summary>
public sealed class DescriptorBudget(int limit, int reserve)
{
    /// <summary>
    /// The most that a running process needs: two for each library that is loaded late and each thread that starts, some for files and names.
    /// </summary>
    public const int LeastReserve = 24;

    /// <summary>The largest reserve that may be set.</summary>
    public const int MostReserve = 65_536;

    private const int OrdinaryReserve = 256;
    private const int OrdinaryShare = 16;

    // So close to the reserve, each look costs two system calls; further away it costs none.
    private const int Near = 64;
    private const int TooManyHere = 24; // EMFILE
    private const int TooManyEverywhere = 23; // ENFILE
    private const int UnixFamily = 1;
    private const int Stream = 1;
    private const int LinuxCloseOnExec = 0x80000;

    private int _highest;

    private static readonly Lazy<DescriptorBudget> s_ofProcess = new(Create);
    private static int s_reserve;

    /// <summary>The budget of this process, made at its first use.</summary>
    public static DescriptorBudget OfProcess => s_ofProcess.Value;

    /// <summary>Sets the reserve of this process; before the first use of <see cref="OfProcess"/>.</summary>
    internal static void SetReserve(int reserve) => s_reserve = reserve;

    /// <summary>The number of descriptors that the process may have.</summary>
    public int Limit => limit;

    /// <summary>The number of descriptors that are kept for the process itself.</summary>
    public int Reserve => reserve;

    /// <summary>Whether a visitor or client may be let in, or a target dialled.</summary>
    public bool HasRoom => Volatile.Read(ref _highest) < limit - reserve - Near || LowestFree() < limit - reserve;

    /// <summary>Whether a descriptor that was just opened for a visitor, client or target may stay open.</summary>
    public bool Allows(int descriptor)
    {
        if (descriptor > Volatile.Read(ref _highest))
            Volatile.Write(ref _highest, descriptor);
        return descriptor < limit - reserve;
    }

    /// <summary>Like <see cref="Allows"/>, for our questions to other services: half of the reserve keeps them working while visitors hold all else.</summary>
    public bool AllowsQuestion(int descriptor) => descriptor < limit - reserve + reserve / 2;

    /// <summary>
    /// Whether a descriptor may stay open for a caller in whose place another was closed just now: the process may have opened some since the last look.
    /// A few are never given away, because a thread starts with two.
    /// </summary>
    public bool AllowsReplacement(int descriptor) => descriptor < limit - reserve / 6;

    /// <summary>Whether a question may be asked, or a caller let in who takes another's place.</summary>
    public bool HasQuestionRoom => Volatile.Read(ref _highest) < limit - reserve - Near || AllowsQuestion(LowestFree());

    /// <summary>Whether nobody could be let in now; looks every time.</summary>
    public bool IsExhausted => LowestFree() >= limit - reserve;

    /// <summary>One line for the log: why nobody is let in, and what to raise.</summary>
    public string Describe() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"all but {reserve} of {limit} descriptors are open, and these are kept for the process itself; raise LimitNOFILE or ulimit -n"
        );

    private static DescriptorBudget Create()
    {
        var limit = DescriptorLimit.Read();
        return new(limit, s_reserve > 0 ? s_reserve : Math.Clamp(limit / OrdinaryShare, LeastReserve, OrdinaryReserve));
    }

    private static int LowestFree() => OperatingSystem.IsLinux() || OperatingSystem.IsMacOS() ? LowestFreePosix() : 0;

    [UnsupportedOSPlatform("windows")]
    private static int LowestFreePosix()
    {
        // A socket, because opening one needs nothing but a descriptor.
        var descriptor = Open(UnixFamily, OperatingSystem.IsLinux() ? Stream | LinuxCloseOnExec : Stream, 0);
        // Another error, such as that of a system without such sockets, says nothing of descriptors.
        if (descriptor < 0)
            return Marshal.GetLastPInvokeError() is TooManyHere or TooManyEverywhere ? int.MaxValue : 0;
        _ = Close(descriptor);
        return descriptor;
    }

    [UnsupportedOSPlatform("windows")]
    [DllImport("libc", EntryPoint = "socket", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(int family, int type, int protocol);

    [UnsupportedOSPlatform("windows")]
    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
