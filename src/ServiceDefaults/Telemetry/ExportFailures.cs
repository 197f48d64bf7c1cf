using System.Diagnostics.Tracing;
using System.Globalization;
using Microsoft.Extensions.Logging;
using SocketWarp.Base;

namespace SocketWarp.ServiceDefaults.Telemetry;

/// <summary>Says in the log that a receiver takes nothing. OpenTelemetry tells that only to those who listen to its event source.</summary>
internal sealed partial class ExportFailures : EventListener
{
    private const string Source = "OpenTelemetry-Exporter-OpenTelemetryProtocol";

    /// <summary>A receiver that is down is asked for every second and more often.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>Characters of a reason that are logged.</summary>
    private const int MaxReason = 256;

    private readonly ILogger _logger;
    private readonly LogThrottle _throttle;

    public ExportFailures(ILogger logger, TimeProvider time)
    {
        (_logger, _throttle) = (logger, new LogThrottle(time, Interval));
        // The base class has told of the sources that were there before the fields were; those that come later come to the method.
        foreach (var source in EventSource.GetSources())
            OnEventSourceCreated(source);
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Source && _logger is not null)
            EnableEvents(eventSource, EventLevel.Warning);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        // All that fail have the receiver first; what else there is concerns what we export.
        if (eventData.Payload is not [string receiver, .., string reason] || !receiver.StartsWith("http", StringComparison.Ordinal))
            return;
        if (_throttle.Pass(out var more))
            Log.Failed(_logger, receiver, FirstLine(reason), more);
    }

    /// <summary>
    /// The line without the stack trace below and the type before; bounded, and without what a terminal would obey, because a receiver may have written it.
    /// </summary>
    private static string FirstLine(string text)
    {
        var line = text.AsSpan().TrimStart();
        line = line[..(line.IndexOfAny('\r', '\n') is var end and >= 0 ? end : line.Length)];
        line = line.IndexOf(": ", StringComparison.Ordinal) is var colon and > 0 && !line[..colon].Contains(' ') ? line[(colon + 2)..] : line;
        return string.Concat(line.ToString().Take(MaxReason).Select(c => IsPrintable(c) ? c : '?'));
    }

    private static bool IsPrintable(char c) => char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Telemetry does not reach {Receiver}, and is dropped: {Reason}{More}", EventName = "TelemetryNotExported")]
        public static partial void Failed(ILogger logger, string receiver, string reason, string more);
    }
}
