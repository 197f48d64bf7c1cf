namespace SocketWarp.ServiceDefaults.Signals;

/// <summary>The requests that signals make of a process.</summary>
internal enum ServiceSignal
{
    /// <summary>SIGHUP: certificate files and log levels are read again.</summary>
    Reload,

    /// <summary>SIGUSR1: the state of all parts is logged.</summary>
    Report,

    /// <summary>SIGUSR2: our parts begin or cease to log at the level Debug.</summary>
    ToggleDebug,
}
