using Microsoft.Extensions.Logging;
using SocketWarp.Pki.Files;

namespace SocketWarp.ServiceDefaults.Certificates;

/// <summary>Files that belong together: certificate, key, authorities. When they hold something else they are judged, and taken into use or refused.</summary>
public sealed partial class WatchedFiles : IDisposable
{
    /// <summary>How often files that were refused are judged again: a certificate that was not valid yet becomes so without being written.</summary>
    internal static readonly TimeSpan JudgeAgainAfter = TimeSpan.FromMinutes(1);

    private readonly IReadOnlyList<string> _paths;
    private readonly Func<Task<string>> _take;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _turn = new(1);
    private FileStamp? _taken;
    private FileStamp? _seen;
    private long _seenAt;
    private long _judgedAt;
    private string? _refusal;

    /// <param name="taken">The files as they were just before what is in use was read; null: nothing is in use yet.</param>
    /// <param name="take">
    /// Reads and judges the files and takes them into use; returns what they are, for the log. Throws <see cref="CertificateFileException"/>, naming
    /// the file, and then has changed nothing.
    /// </param>
    internal WatchedFiles(IReadOnlyList<string> paths, FileStamp? taken, Func<Task<string>> take, TimeSpan patience, TimeProvider time, ILogger logger) =>
        (_paths, _taken, _take, _patience, _time, _logger) = (paths, taken, take, patience, time, logger);

    /// <summary>Takes what the files hold into use, unless it is; for the one who has just written them, and says what came of it.</summary>
    /// <exception cref="CertificateFileException">They cannot be used.</exception>
    public async Task TakeAsync()
    {
        await _turn.WaitAsync();
        try
        {
            var stamp = FileStamp.Of(_paths);
            if (stamp == _taken) return;
            await _take();
            Took(stamp);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>One of the regular looks.</summary>
    internal async Task<FileLook> LookAsync()
    {
        await _turn.WaitAsync();
        try
        {
            // Nothing is in use before the one who enrols has got it, and that one says why it takes long.
            if (_taken is null) return FileLook.Waiting;
            var stamp = FileStamp.Of(_paths);
            if (stamp == _taken) return Unchanged();
            if (stamp != _seen)
            {
                // Somebody is writing: judged when they are the same at the next look.
                (_seen, _seenAt, _refusal) = (stamp, _time.GetTimestamp(), null);
                return FileLook.Waiting;
            }

            var again = _refusal is null || _time.GetElapsedTime(_judgedAt) >= JudgeAgainAfter;
            return again ? await JudgeAsync(stamp, _time.GetElapsedTime(_seenAt) >= _patience) : FileLook.Waiting;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>A look that an operator asked for: judges at once, and says what is wrong each time.</summary>
    internal async Task<FileLook> LookNowAsync()
    {
        await _turn.WaitAsync();
        try
        {
            if (_taken is null) return FileLook.Waiting;
            var stamp = FileStamp.Of(_paths);
            if (stamp == _taken) return Unchanged();
            if (stamp != _seen) (_seen, _seenAt) = (stamp, _time.GetTimestamp());
            _refusal = null;
            return await JudgeAsync(stamp, say: true);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<FileLook> JudgeAsync(FileStamp stamp, bool say)
    {
        try
        {
            var what = await _take();
            Took(stamp);
            Log.Taken(_logger, what);
            return FileLook.Taken;
        }
        catch (CertificateFileException e)
        {
            if (say && e.Message != _refusal) Log.Refused(_logger, e.Message);
            if (say) (_refusal, _judgedAt) = (e.Message, _time.GetTimestamp());
            return FileLook.Refused;
        }
    }

    /// <summary>As the files were before they were read: when they were changed meanwhile, the next look sees it.</summary>
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
        [LoggerMessage(1, LogLevel.Information, "Files were replaced, and what they hold is in use from now on: {what}", EventName = "FilesTaken")]
        public static partial void Taken(ILogger logger, string what);

        [LoggerMessage(2, LogLevel.Warning, "Files were replaced, but what they hold is not used, and what was in use stays: {reason}", EventName = "FilesRefused")]
        public static partial void Refused(ILogger logger, string reason);
    }
}
