namespace SocketWarp.QuicGateway.Publishing.Visitors;

/// <summary>Failures of one assignment's tunnels by reason, and the last of them.</summary>
internal sealed class FailureLog(TimeProvider time)
{
    private readonly Dictionary<string, ulong> _counts = [];
    private string _last = "";
    private long _total;

    /// <summary>What happened last and when, or empty.</summary>
    public string Last
    {
        get
        {
            lock (_counts)
                return _last;
        }
    }

    /// <summary>How many there were.</summary>
    public long Total => Interlocked.Read(ref _total);

    /// <param name="reason">An ErrorCode's name, or what else ended the tunnel.</param>
    /// <param name="text">One line for people.</param>
    public void Add(string reason, string text)
    {
        var now = time.GetUtcNow();
        lock (_counts)
        {
            _total++;
            _counts[reason] = _counts.GetValueOrDefault(reason) + 1;
            _last = $"{reason}: {text} ({now:yyyy-MM-dd'T'HH:mm:ss'Z'})";
        }
    }

    public void CopyTo(IDictionary<string, ulong> counts)
    {
        lock (_counts)
        {
            foreach (var (reason, count) in _counts)
                counts[reason] = count;
        }
    }
}
