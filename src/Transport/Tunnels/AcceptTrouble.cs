using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging;

namespace SocketWarp.Transport.Tunnels;

/// <summary>A port that lets nobody in, because the system is short of descriptors or memory. Told when it begins and when it is over, not at each attempt between.</summary>
internal sealed partial class AcceptTrouble(ILogger logger, IPEndPoint address)
{
    private long _since; // 0: there is none

    public void Begin(string reason, TimeSpan pause)
    {
        if (_since != 0)
            return;
        _since = Stopwatch.GetTimestamp();
        Log.NobodyAccepted(logger, address, reason, pause.TotalSeconds);
    }

    /// <summary>Somebody could be let in again.</summary>
    public void End()
    {
        if (_since == 0)
            return;
        Log.AcceptsAgain(logger, address, Stopwatch.GetElapsedTime(_since).TotalSeconds);
        _since = 0;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "No visitor can be accepted on {Address}: {Reason}; those who come wait, and it is tried again every {Pause:0.###} s")]
        public static partial void NobodyAccepted(ILogger logger, IPEndPoint address, string reason, double pause);

        [LoggerMessage(2, LogLevel.Information, "{Address} accepts visitors again after {Seconds:0.###} s")]
        public static partial void AcceptsAgain(ILogger logger, IPEndPoint address, double seconds);
    }
}
