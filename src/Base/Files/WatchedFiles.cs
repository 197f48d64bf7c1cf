using Microsoft.Extensions.Logging;

namespace SocketWarp.Base.Files;

/// <summary>Files that belong together: certificate, key, authorities. When their content changes it is checked, and taken into use or refused.</summary>
public sealed partial class WatchedFiles : IDisposable
{
    /// <summary>How often refused files are checked again: a certificate that was not valid yet becomes valid without being written.</summary>
    internal static readonly TimeSpan CheckAgainAfter = TimeSpan.FromMinutes(1);

    private readonly IReadOnlyList<string> _paths;
    private readonly Func<Task<string>> _take;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _turn = new(1);
    private FileStamp? _taken;
    private FileStamp? _seen;
    private long _seenAt;
    private long _checkedAt;
    private string? _refusal;

    /// <param name="taken">The state of the files just before they were read; null: nothing is in use yet.</param>
    /// <param name="take">
    /// Reads and checks the files and takes them into use; returns a description for the log. When it throws, with a message that names the file, it
    /// has changed nothing.
    /// </param>
    internal WatchedFiles(IReadOnlyList<string> paths, FileStamp? taken, Func<Task<string>> take, TimeSpan patience, TimeProvider time, ILogger logger) =>
        (_paths, _taken, _take, _patience, _time, _logger) = (paths, taken, take, patience, time, logger);

    /// <summary>Takes what the files hold into use, unless it is in use. For the enrolment that has just written them, which does its own logging.</summary>
    /// <exception cref="Exception">when they cannot be used, as their check says it</exception>
    public async Task TakeAsync()
    {
        await _turn.WaitAsync();
        try
        {
            var stamp = FileStamp.Of(_paths);
            if (stamp == _taken)
                return;
            await _take();
            Took(stamp);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    /// <summary>One of the regular looks.</summary>
    internal async Task<FileLook> LookAsync()
    {
        await _turn.WaitAsync();
        try
        {
            // Nothing is in use before the enrolment is done, and the enrolment says itself why it takes long.
            if (_taken is null)
                return FileLook.Waiting;
            var stamp = FileStamp.Of(_paths);
            if (stamp == _taken)
                return Unchanged();
            if (stamp != _seen)
            {
                // Somebody may still be writing: they are checked when the next look finds them the same.
                (_seen, _seenAt, _refusal) = (stamp, _time.GetTimestamp(), null);
                return FileLook.Waiting;
            }

            var again = _refusal is null || _time.GetElapsedTime(_checkedAt) >= CheckAgainAfter;
            return again ? await CheckAsync(stamp, _time.GetElapsedTime(_seenAt) >= _patience) : FileLook.Waiting;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>A look that an operator asked for: checks at once, and always says what is wrong.</summary>
    internal async Task<FileLook> LookNowAsync()
    {
        await _turn.WaitAsync();
        try
        {
            if (_taken is null)
                return FileLook.Waiting;
            var stamp = FileStamp.Of(_paths);
            if (stamp == _taken)
                return Unchanged();
            if (stamp != _seen)
                (_seen, _seenAt) = (stamp, _time.GetTimestamp());
            _refusal = null;
            return await CheckAsync(stamp, say: true);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<FileLook> CheckAsync(FileStamp stamp, bool say)
    {
        try
        {
            var what = await _take();
            Took(stamp);
            Log.Taken(_logger, what);
            return FileLook.Taken;
        }
        catch (Exception exception)
        {
            // Once, whatever is wrong: a reason that tells the time differs each time.
            if (say && _refusal is null)
                Log.Refused(_logger, exception.Message);
            if (say)
                (_refusal, _checkedAt) = (exception.Message, _time.GetTimestamp());
            return FileLook.Refused;
        }
    }

    /// <summary>Keeps the state from before the files were read, so that the next look sees a change made meanwhile.</summary>
    private void Took(FileStamp stamp)
    {
        _taken = stamp;
        Unchanged();
    }

    private FileLook Unchanged()
    {
        (_seen, _refusal) = (null, null);
        return FileLook.Unchanged;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Replaced files are in use from now on: {What}", EventName = "FilesTaken")]
        public static partial void Taken(ILogger logger, string what);

        [LoggerMessage(2, LogLevel.Warning, "Replaced files cannot be used, so the previous ones stay in use: {Reason}", EventName = "FilesRefused")]
        public static partial void Refused(ILogger logger, string reason);
    }
}
