using System.Net;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SocketWarp.Base;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.QuicGateway.Publishing.Visitors;

/// <summary>
/// Writes one line for each visitor, where the settings say so. Visitors never wait for it: lines queue up to a limit; beyond it they are dropped
/// and counted.
/// </summary>
internal sealed partial class AccessLog : IAsyncDisposable
{
    private const int MaxBatch = 256 * 1024;

    /// <summary>How long the end may take to write the lines that wait: a disk that hangs does not hold up the process.</summary>
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(1);

    private readonly AccessLogSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ILogger _lines;
    private readonly LogThrottle _trouble;
    private readonly AccessLogFile? _file;
    private readonly Channel<AccessRecord> _waiting;
    private readonly Task _writing = Task.CompletedTask;
    private long _dropped;

    /// <exception cref="StartupException">when the file cannot be written.</exception>
    public AccessLog(AccessLogSettings settings, TimeProvider time, ILoggerFactory loggers)
    {
        (_settings, _time, _logger, _lines) = (settings, time, loggers.CreateLogger<AccessLog>(), loggers.CreateLogger("SocketWarp.AccessLog"));
        _trouble = new LogThrottle(time, TimeSpan.FromSeconds(10));
        _waiting = Channel.CreateBounded<AccessRecord>(new BoundedChannelOptions(settings.MaxWaiting) { SingleReader = true });
        if (!settings.IsOn)
            return;
        if (settings.Path.Length > 0)
            _file = OpenFile(settings.Path);
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>The time at which a visitor comes, for <see cref="Ended"/>; 0 when nothing is logged.</summary>
    public long Timestamp => _settings.IsOn ? _time.GetTimestamp() : 0;

    public void Refused(IPEndPoint visitor, int port, GatewayAssignment assignment, string reason)
    {
        if (!_settings.IsOn)
            return;
        Add(new AccessRecord(_time.GetUtcNow(), visitor, port, assignment, TimeSpan.Zero, reason, null));
    }

    /// <param name="reason">The name that its failure is counted under; null when it did not fail.</param>
    public void Ended(in TunnelDescription tunnel, in TunnelOutcome outcome, string? reason)
    {
        if (!_settings.IsOn)
            return;
        var duration = _time.GetElapsedTime(tunnel.Started);
        Add(new AccessRecord(_time.GetUtcNow(), tunnel.Visitor, tunnel.Handler.Port, tunnel.Assignment, duration, reason, outcome));
    }

    /// <summary>Writes the lines that wait.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _writing.WaitAsync(FlushTimeout).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // A write that hangs keeps its file open until the process ends.
        if (_writing.IsCompleted)
            _file?.Dispose();
    }

    private static AccessLogFile OpenFile(string path)
    {
        var file = new AccessLogFile(path);
        try
        {
            file.Open();
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"Gateway:AccessLog:Path is \"{path}\", which cannot be written ({e.Message}): name a file in a folder that exists and that this user "
                    + $"may write in",
                e
            );
        }
    }

    private void Add(in AccessRecord record)
    {
        if (!_waiting.Writer.TryWrite(record))
            Interlocked.Increment(ref _dropped);
    }

    private async Task WriteAsync()
    {
        var batch = new StringBuilder();
        while (await _waiting.Reader.WaitToReadAsync())
        {
            var count = 0;
            for (; batch.Length < MaxBatch && _waiting.Reader.TryRead(out var record); count++)
            {
                var line = record.ToString();
                if (_settings.Log)
                    Log.Visitor(_lines, line);
                if (_file is not null)
                    batch.Append(line).Append('\n');
            }

            WriteFile(batch, count);
            batch.Clear();
            if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
                Log.Dropped(_logger, dropped);
        }
    }

    private void WriteFile(StringBuilder batch, int count)
    {
        if (_file is null)
            return;
        try
        {
            _file.Append(batch.ToString());
        }
        catch (Exception e)
        {
            if (_trouble.Pass(out var more))
                Log.NotWritten(_logger, count, _settings.Path, e.Message, more);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Line}", EventName = "Visitor")]
        public static partial void Visitor(ILogger logger, string line);

        [LoggerMessage(
            2,
            LogLevel.Warning,
            "{Count} visitors are missing in the access log: more came than could be written, see Gateway:AccessLog:MaxWaiting",
            EventName = "AccessLogDropped"
        )]
        public static partial void Dropped(ILogger logger, long count);

        [LoggerMessage(
            3,
            LogLevel.Warning,
            "{Count} visitors are missing in the access log: {Path} cannot be written: {Reason}{More}",
            EventName = "AccessLogFailed"
        )]
        public static partial void NotWritten(ILogger logger, int count, string path, string reason, string more);
    }
}
