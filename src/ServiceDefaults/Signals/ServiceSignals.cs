using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using SocketWarp.Base;
using SocketWarp.Base.Files;
using SocketWarp.Base.Settings;

namespace SocketWarp.ServiceDefaults.Signals;

/// <summary>Does what SIGHUP, SIGUSR1 and SIGUSR2 ask for, in the first host of a process and in the others.</summary>
internal sealed partial class ServiceSignals
{
    private readonly IConfiguration _configuration;
    private readonly LogLevels _levels;
    private readonly FileWatch _files;
    private readonly IEnumerable<IStateReport> _reports;
    private readonly ILogger _logger;
    private readonly List<ServiceSignals> _parts = [];

    internal ServiceSignals(
        IConfiguration configuration,
        LogLevels levels,
        FileWatch files,
        IEnumerable<IStateReport> reports,
        ILogger<ServiceSignals> logger
    ) => (_configuration, _levels, _files, _reports, _logger) = (configuration, levels, files, reports, logger);

    private IEnumerable<ServiceSignals> All => [this, .. _parts];

    /// <summary>Makes another host of this process do the same.</summary>
    public void Include(ServiceSignals part) => _parts.Add(part);

    /// <summary>Does what one signal asks for. A failure is logged and does not end the process.</summary>
    public async Task HandleAsync(ServiceSignal signal, CancellationToken stopping)
    {
        try
        {
            if (signal == ServiceSignal.Reload)
                await ReloadAsync();
            else if (signal == ServiceSignal.Report)
                await ReportAsync(stopping);
            else
                ToggleDebug();
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            Log.Failed(_logger, signal, e);
        }
    }

    private async Task ReloadAsync()
    {
        Log.Reloading(_logger);
        ReloadSettings();
        var (taken, refused) = (0, 0);
        foreach (var host in All)
        {
            var (some, others) = await host._files.LookNowAsync();
            (taken, refused) = (taken + some, refused + others);
        }

        Log.Reloaded(_logger, taken, refused);
    }

    private void ReloadSettings()
    {
        try
        {
            using var next = new ConfigurationManager();
            if (!ServiceConfiguration.TryReadAgain(_configuration, next))
                return;
            var levels = All.Count(host => host._levels.Replace(next));
            if (levels > 0)
                Log.LevelsTaken(_logger);
            var changed = ServiceConfiguration
                .Differences(_configuration, next)
                .Where(key => !key.StartsWith(ServiceLogging.Section + ConfigurationPath.KeyDelimiter, StringComparison.OrdinalIgnoreCase))
                .ToArray();
            if (changed.Length > 0)
                Log.NeedRestart(_logger, string.Join(", ", changed));
        }
        catch (Exception e)
        {
            Log.SettingsRefused(_logger, string.Join("; ", FailureText.Lines(e)));
        }
    }

    private async Task ReportAsync(CancellationToken stopping)
    {
        foreach (var host in All)
        {
            foreach (var report in host._reports)
                Log.State(_logger, await report.DescribeAsync(stopping));
        }
    }

    private void ToggleDebug()
    {
        foreach (var host in All)
            host._levels.ToggleDebug();
        if (_levels.Debugs)
            Log.DebugOn(_logger);
        else
            Log.DebugOff(_logger);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "SIGHUP: reading settings and certificate files again", EventName = "Reloading")]
        public static partial void Reloading(ILogger logger);

        [LoggerMessage(2, LogLevel.Information, "SIGHUP is done; changes of certificate files: {Taken} taken, {Refused} refused", EventName = "Reloaded")]
        public static partial void Reloaded(ILogger logger, int taken, int refused);

        [LoggerMessage(3, LogLevel.Information, "The log levels of the settings are in use from now on", EventName = "LevelsTaken")]
        public static partial void LevelsTaken(ILogger logger);

        [LoggerMessage(4, LogLevel.Warning, "These changed settings take effect at the next start: {Keys}", EventName = "RestartNeeded")]
        public static partial void NeedRestart(ILogger logger, string keys);

        [LoggerMessage(5, LogLevel.Warning, "The settings could not be read again, so the previous ones stay in use: {Reason}", EventName = "SettingsRefused")]
        public static partial void SettingsRefused(ILogger logger, string reason);

        [LoggerMessage(6, LogLevel.Information, "SIGUSR1: {State}", EventName = "State")]
        public static partial void State(ILogger logger, string state);

        [LoggerMessage(7, LogLevel.Information, "SIGUSR2: everything of socket-warp that is Debug is logged until the next SIGUSR2", EventName = "DebugOn")]
        public static partial void DebugOn(ILogger logger);

        [LoggerMessage(8, LogLevel.Information, "SIGUSR2: the log levels are those of the settings", EventName = "DebugOff")]
        public static partial void DebugOff(ILogger logger);

        [LoggerMessage(9, LogLevel.Error, "The signal for {Signal} could not be handled", EventName = "SignalFailed")]
        public static partial void Failed(ILogger logger, ServiceSignal signal, Exception failure);
    }
}
