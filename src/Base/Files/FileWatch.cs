using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace SocketWarp.Base.Files;

/// <summary>
/// Looks at the certificate files that this process has in use, for as long as the host runs. It reads them every second, because the system's own
/// notices of changes miss a link's target, a mount and what happens between two calls, and cost a thread and descriptors.
/// </summary>
public sealed partial class FileWatch(IOptions<FileWatchSettings> settings, TimeProvider time, ILogger<FileWatch> logger) : IHostedLifecycleService, IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<WatchedFiles> _files = [];
    private readonly CancellationTokenSource _stopping = new();
    private Task _looking = Task.CompletedTask;
    private bool _started;

    /// <inheritdoc cref="WatchedFiles(IReadOnlyList{string}, FileStamp, Func{Task{string}}, TimeSpan, TimeProvider, ILogger)"/>
    public WatchedFiles Add(IReadOnlyList<string> paths, FileStamp? taken, Func<Task<string>> take)
    {
        var files = new WatchedFiles(paths, taken, take, settings.Value.Patience, time, logger);
        lock (_lock)
        {
            _files.Add(files);
            Begin();
        }

        return files;
    }

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _started = true;
            Begin();
        }

        return Task.CompletedTask;
    }

    /// <summary>Stops looking before any part stops, so that no part is asked to take files into use while it stops.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _looking.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Dispose();
        foreach (var files in _files)
            files.Dispose();
    }

    /// <summary>Looks at all files at once.</summary>
    /// <returns>How many were taken and refused.</returns>
    internal async Task<(int Taken, int Refused)> LookNowAsync()
    {
        var (taken, refused) = (0, 0);
        foreach (var files in All())
        {
            var look = await GuardAsync(files.LookNowAsync);
            if (look == FileLook.Taken)
                taken++;
            if (look == FileLook.Refused)
                refused++;
        }

        return (taken, refused);
    }

    /// <summary>Begins to look once there are files: a process without any does not wake up for them.</summary>
    private void Begin()
    {
        if (_started && _files.Count > 0 && _looking.IsCompleted && !_stopping.IsCancellationRequested)
            _looking = LookAsync(_stopping.Token);
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(settings.Value.WatchInterval, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var files in All())
            {
                if (!stopping.IsCancellationRequested)
                    await GuardAsync(files.LookAsync);
            }
        }
    }

    private WatchedFiles[] All()
    {
        lock (_lock)
            return [.. _files];
    }

    /// <summary>Keeps a fault of one set of files from the others.</summary>
    private async Task<FileLook> GuardAsync(Func<Task<FileLook>> look)
    {
        try
        {
            return await look();
        }
        catch (Exception e)
        {
            Log.Failed(logger, e);
            return FileLook.Refused;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Files that were replaced cannot be taken into use", EventName = "FileLookFailed")]
        public static partial void Failed(ILogger logger, Exception failure);
    }
}
