using System.Text;

namespace SocketWarp.TestSupport;

/// <summary>What a process wrote to one of its streams so far.</summary>
internal sealed class ProcessOutput
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private readonly List<string> _lines = [];
    private int _lineBegins;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ProcessOutput(StreamReader reader) => Ended = ReadAsync(reader);

    /// <summary>Completes when the stream is at its end.</summary>
    public Task Ended { get; }

    /// <summary>Completes when more is there, or the end.</summary>
    public Task Changed
    {
        get
        {
            lock (_lock)
                return _changed.Task;
        }
    }

    public string Text
    {
        get
        {
            lock (_lock)
                return _text.ToString();
        }
    }

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
                return [.. _lines];
        }
    }

    public string? FindLine(Func<string, bool> wanted)
    {
        var from = 0;
        return FindLine(wanted, ref from);
    }

    /// <param name="from">The number of lines to pass over; with the one that was found, afterwards.</param>
    public string? FindLine(Func<string, bool> wanted, ref int from)
    {
        lock (_lock)
        {
            while (from < _lines.Count)
            {
                if (wanted(_lines[from++]))
                    return _lines[from - 1];
            }

            return null;
        }
    }

    private async Task ReadAsync(StreamReader reader)
    {
        var buffer = new char[4096];
        int count;
        do
        {
            count = await reader.ReadAsync(buffer);
            Add(buffer.AsSpan(0, count));
        } while (count > 0);
    }

    private void Add(ReadOnlySpan<char> more)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            var seen = _text.Length;
            _text.Append(more);
            for (var at = more.IndexOf('\n'); at >= 0; at = Next(more, at))
                TakeLine(seen + at);
            if (more.IsEmpty && _lineBegins < _text.Length)
                TakeLine(_text.Length);
            (changed, _changed) = (_changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        changed.SetResult();
    }

    private static int Next(ReadOnlySpan<char> text, int at) => text[(at + 1)..].IndexOf('\n') is >= 0 and var next ? at + 1 + next : -1;

    private void TakeLine(int end)
    {
        _lines.Add(_text.ToString(_lineBegins, end - _lineBegins).TrimEnd('\r'));
        _lineBegins = end + 1;
    }
}
