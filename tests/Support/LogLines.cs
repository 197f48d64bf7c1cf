using Microsoft.Extensions.Logging;

namespace SocketWarp.TestSupport;

/// <summary>Keeps what is logged at a level and above, as people would read it, and lets a test wait for it.</summary>
public sealed class LogLines(LogLevel least = LogLevel.Trace) : ILoggerFactory, ILoggerProvider, ILogger
{
    private readonly List<(LogLevel Level, string Text)> _lines = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Each begins with its level.</summary>
    public IReadOnlyList<string> All
    {
        get
        {
            lock (_lines)
                return [.. _lines.Select(l => $"{l.Level}: {l.Text}")];
        }
    }

    /// <summary>What a faultless test leaves empty.</summary>
    public IReadOnlyList<string> Errors
    {
        get
        {
            lock (_lines)
                return [.. _lines.Where(l => l.Level >= LogLevel.Error).Select(l => l.Text)];
        }
    }

    public int Count(string text)
    {
        lock (_lines)
            return _lines.Count(l => l.Text.Contains(text, StringComparison.Ordinal));
    }

    /// <summary>Waits until so many lines hold a text.</summary>
    /// <exception cref="TimeoutException">when it took too long; its text is what there was.</exception>
    public async Task WaitAsync(string text, int count = 1)
    {
        using var patience = new CancellationTokenSource(Waiting.Patience);
        while (true)
        {
            Task changed;
            lock (_lines)
            {
                if (Count(text) >= count)
                    return;
                changed = _changed.Task;
            }

            await changed.WaitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (patience.IsCancellationRequested)
                throw new TimeoutException($"\"{text}\" was not logged {count} times:\n{string.Join('\n', All)}");
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose() { }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;
        var text = $"{formatter(state, exception)} {exception}".TrimEnd();
        TaskCompletionSource changed;
        lock (_lines)
        {
            _lines.Add((logLevel, text));
            (changed, _changed) = (_changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        changed.SetResult();
    }
}
