using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging;
using SocketWarp.Base;
using SocketWarp.Base.Limits;

namespace SocketWarp.Transport.Tunnels;

/// <summary>
/// Logs that a port lets nobody in because the system is short of descriptors or memory: one line when that begins and one when it is over. All ports
/// together log at most one beginning a second.
/// </summary>
internal sealed partial class AcceptTrouble(ILogger logger, IPEndPoint address, DescriptorBudget descriptors, LogThrottle lines)
{
    private long _since; // 0: no trouble now
    private bool _told;

    /// <summary>Notes an attempt that found only the descriptors kept for the process itself.</summary>
    public void AddShortage(TimeSpan pause) => Add(null, pause);

    /// <summary>Notes an attempt that failed.</summary>
    /// <param name="reason">What the system said; null: the descriptors are short.</param>
    public void Add(string? reason, TimeSpan pause)
    {
        if (_since == 0)
            _since = Stopwatch.GetTimestamp();
        if (_told || !lines.Pass(out var more))
            return;
        _told = true;
        Log.NobodyAccepted(logger, address, reason ?? descriptors.Describe(), pause.TotalSeconds, more);
    }

    /// <summary>Notes that a visitor could be let in again.</summary>
    public void End()
    {
        if (_since == 0)
            return;
        if (_told)
            Log.AcceptsAgain(logger, address, Stopwatch.GetElapsedTime(_since).TotalSeconds);
        (_since, _told) = (0, false);
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "No visitor can be accepted on {Address}: {Reason}; those who come wait, and it is tried again every {Pause:0.###} s{More}",
            EventName = "VisitorsNotAccepted"
        )]
        public static partial void NobodyAccepted(ILogger logger, IPEndPoint address, string reason, double pause, string more);

        [LoggerMessage(2, LogLevel.Information, "{Address} accepts visitors again after {Seconds:0.###} s", EventName = "VisitorsAcceptedAgain")]
        public static partial void AcceptsAgain(ILogger logger, IPEndPoint address, double seconds);
    }
}
