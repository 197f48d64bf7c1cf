namespace SocketWarp.ServiceDefaults.Signals;

/// <summary>
/// The terminal that a process was started from. When it is closed, the system sends SIGHUP, as it is sent by hand to have settings read again; what differs
/// is that the terminal can no longer be opened.
/// </summary>
internal sealed class ControllingTerminal
{
    private const string Device = "/dev/tty";

    private readonly bool _ends = OperatingSystem.IsLinux() && IsThere() && !IsHangupIgnored();

    /// <summary>Whether a SIGHUP of now says that the terminal was closed, to a process that was not told to outlive that (nohup).</summary>
    public bool IsGone => _ends && !IsThere();

    private static bool IsThere()
    {
        try
        {
            File.OpenHandle(Device).Dispose();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>As it was when the process began: signal 1 is the lowest bit of the mask.</summary>
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
