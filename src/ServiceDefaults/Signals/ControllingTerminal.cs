namespace SocketWarp.ServiceDefaults.Signals;

/// <summary>
/// The terminal that a process was started from. When it is closed the system sends SIGHUP, the signal by which an operator has settings read again.
/// The difference: a closed terminal can no longer be opened.
/// </summary>
internal sealed class ControllingTerminal
{
    private const string Device = "/dev/tty";

    /// <summary>ENXIO: there is no terminal. Other errors, such as that no descriptor is left, do not say whether there is one.</summary>
    private const int NoSuchDevice = 6;

    private readonly bool _ends = OperatingSystem.IsLinux() && IsThere() && !IsHangupIgnored();

    /// <summary>Whether a SIGHUP that comes now means that the terminal was closed. Never for a process that was told to outlive it (nohup).</summary>
    public bool IsGone => _ends && Open() is { HResult: NoSuchDevice };

    private static bool IsThere() => Open() is null;

    /// <returns>Why not; null when it could be opened.</returns>
    private static Exception? Open()
    {
        try
        {
            File.OpenHandle(Device).Dispose();
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception;
        }
    }

    /// <summary>Whether SIGHUP was ignored when the process began: signal 1 is the lowest bit of the mask.</summary>
    private static bool IsHangupIgnored()
    {
        const string Mask = "SigIgn:";
        try
        {
            var line = File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith(Mask, StringComparison.Ordinal));
            return line is not null && (Convert.ToUInt64(line[Mask.Length..].Trim(), 16) & 1) != 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return false;
        }
    }
}
