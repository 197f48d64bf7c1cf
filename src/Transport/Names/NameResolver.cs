using System.Net;
using System.Net.Sockets;
using SocketWarp.Base.Limits;

namespace SocketWarp.Transport.Names;

/// <summary>
/// Looks names up. Callers that ask for a name while its lookup runs share that lookup, and its answer is used for a moment longer. The runtime alone
/// would run such lookups one after the other, on threads of the pool.
/// </summary>
public sealed class NameResolver
{
    private readonly NameOptions _options;
    private readonly TimeProvider _time;
    private readonly Func<string, IPAddress[]> _ask;

    /// <summary>Lookups at once may take a quarter of the reserve, in two groups.</summary>
    private const int DescriptorShare = 8;

    private readonly LookupThreads _known;
    private readonly LookupThreads _unknown;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="ask">Looks up one name, blocking until the answer is there; null: the system's resolver.</param>
    public NameResolver(NameOptions options, TimeProvider time, Func<string, IPAddress[]>? ask = null)
    {
        (_options, _time, _ask) = (options, time, ask ?? Dns.GetHostAddresses);
        // Each lookup holds a descriptor or two, and the reserve of a process with few is small.
        var threads = Math.Min(options.MaxLookups, Math.Max(1, DescriptorBudget.OfProcess.Reserve / DescriptorShare));
        (_known, _unknown) = (new LookupThreads(threads), new LookupThreads(threads));
    }

    /// <summary>A resolver with the default options, for callers that have no settings.</summary>
    internal static NameResolver Default { get; } = new(new NameOptions(), TimeProvider.System);

    /// <summary>See <see cref="NameOptions.AttemptDelay"/>.</summary>
    public TimeSpan AttemptDelay => _options.AttemptDelay;

    /// <summary>Returns an answer that is still fresh, or null; does not wait.</summary>
    internal NameAnswer? Recall(string name)
    {
        lock (_lock)
            return _entries.TryGetValue(name, out var entry) ? Fresh(entry) : null;
    }

    /// <summary>Waits for an answer until the timeout; one that comes later is there for the next caller.</summary>
    /// <exception cref="OperationCanceledException">when the caller's own token was cancelled.</exception>
    public async ValueTask<NameAnswer> LookUpAsync(string name, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        Entry? entry;
        Task<NameAnswer> running;
        lock (_lock)
        {
            if (!_entries.TryGetValue(name, out entry))
                entry = Add(name);
            if (entry is null)
                return NameAnswer.Failed(NameProblem.TooMany, $"is not looked up: {_options.MaxNames} names are already");
            if (Fresh(entry) is { } answer)
                return answer;
            if (entry.Running is null && Begin(entry) is { } failure)
                return failure;
            running = entry.Running!.Task;
            entry.Waiting++;
        }

        try
        {
            var limit = timeout > TimeSpan.Zero || timeout == Timeout.InfiniteTimeSpan ? timeout : TimeSpan.Zero;
            return await running.WaitAsync(limit, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return NameAnswer.Failed(NameProblem.TimedOut, "was not looked up in time: the resolver has not answered");
        }
        finally
        {
            lock (_lock)
                entry.Waiting--;
        }
    }

    private NameAnswer? Fresh(Entry entry) => entry.Last is { } last && _time.GetElapsedTime(entry.Since) < _options.KeepAnswers ? last : null;

    /// <summary>Makes room for a name. The caller holds the lock.</summary>
    /// <returns>null when there is no place for another name.</returns>
    private Entry? Add(string name)
    {
        if (_entries.Count >= _options.MaxNames)
        {
            var oldest = _entries.Values.Where(e => e.Running is null).MinBy(e => e.Since);
            if (oldest is null)
                return null;
            _entries.Remove(oldest.Name);
        }

        return _entries[name] = new Entry(name);
    }

    /// <summary>Begins a lookup. The caller holds the lock.</summary>
    /// <returns>null, or why there will be no answer.</returns>
    private NameAnswer? Begin(Entry entry)
    {
        entry.Running = new TaskCompletionSource<NameAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            (entry.Last is { Problem: NameProblem.None } ? _known : _unknown).Post(() => Run(entry));
            return null;
        }
        catch (OutOfMemoryException e)
        {
            entry.Running = null;
            return NameAnswer.Failed(NameProblem.ResolverFailed, $"is not looked up: {e.Message}");
        }
    }

    /// <summary>Runs one lookup, on a thread of <see cref="LookupThreads"/>.</summary>
    private void Run(Entry entry)
    {
        lock (_lock)
        {
            if (entry.Waiting == 0)
            {
                // All who asked gave up while it waited for a thread.
                entry.Running = null;
                return;
            }
        }

        var answer = Ask(entry.Name);
        TaskCompletionSource<NameAnswer> running;
        lock (_lock)
        {
            (entry.Last, entry.Since) = (answer, _time.GetTimestamp());
            running = entry.Running!;
            entry.Running = null;
        }

        running.SetResult(answer);
    }

    private NameAnswer Ask(string name)
    {
        try
        {
            return NameAnswer.Found(_ask(name));
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData)
        {
            return NameAnswer.Failed(NameProblem.Unknown, $"has no address: {e.Message}");
        }
        catch (ArgumentException e)
        {
            return NameAnswer.Failed(NameProblem.Malformed, $"cannot be looked up: {e.Message}");
        }
        catch (Exception e)
        {
            return NameAnswer.Failed(NameProblem.ResolverFailed, $"could not be looked up, the resolver failed: {e.Message}");
        }
    }

    private sealed class Entry(string name)
    {
        public string Name => name;

        public TaskCompletionSource<NameAnswer>? Running { get; set; }

        public int Waiting { get; set; }

        public NameAnswer? Last { get; set; }

        public long Since { get; set; }
    }
}
