using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using SocketWarp.Base.Settings;

namespace SocketWarp.ServiceDefaults;

/// <summary>One line per event on standard error; standard output stays for data. Levels: section <c>Logging:LogLevel</c>.</summary>
public static class ServiceLogging
{
    public const string Section = LoggingCheck.Section;

    /// <summary>The lines that may wait: about two megabytes, enough for a burst at level Debug.</summary>
    private const int MaxWaitingLines = 10_000;

    public static ILoggingBuilder UseServiceConsole(this ILoggingBuilder logging)
    {
        logging.AddSimpleConsole(options =>
        {
            options.SingleLine = true;
            options.UseUtcTimestamp = true;
            options.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fff'Z' ";
            options.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        logging.Services.Configure<ConsoleLoggerOptions>(options =>
        {
            options.LogToStandardErrorThreshold = LogLevel.Trace;
            // Lines wait here for standard error. When nobody reads it, they are dropped and counted: waiting for room would hold up the caller that
            // logs the line, and with it tunnels.
            options.MaxQueueLength = MaxWaitingLines;
            options.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
        });

        // Both write a stack trace of what ServiceRunner says in one line.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", level => level is >= LogLevel.Warning and < LogLevel.Critical);
        logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        logging.AddFilter("System.Net.Http", LogLevel.Warning);
        return logging;
    }
}
