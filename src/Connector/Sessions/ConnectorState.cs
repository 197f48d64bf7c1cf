using SocketWarp.Pki;

namespace SocketWarp.Connector.Sessions;

/// <summary>What this connector is doing; safe to read from any thread.</summary>
public sealed class ConnectorState
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _up = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SessionDescription? _session;
    private string? _lastFailure;

    /// <summary>The session that is up, or null.</summary>
    public SessionDescription? Session
    {
        get
        {
            lock (_lock)
                return _session;
        }
    }

    /// <summary>The reason of the last failure since a session was up; null without one.</summary>
    public string? LastFailure
    {
        get
        {
            lock (_lock)
                return _lastFailure;
        }
    }

    /// <summary>Completes once a session is up; at once when one is.</summary>
    public Task WaitUpAsync(CancellationToken cancellationToken = default)
    {
        lock (_lock)
            return _up.Task.WaitAsync(cancellationToken);
    }

    internal void Up(string gateway, string protocol, string id)
    {
        lock (_lock)
        {
            _session = new SessionDescription(gateway, protocol, id);
            _lastFailure = null;
            _up.TrySetResult();
        }
    }

    internal void Down()
    {
        lock (_lock)
        {
            _session = null;
            if (_up.Task.IsCompleted)
                _up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <returns>true when the reason is another one than last time.</returns>
    internal bool Failed(string reason)
    {
        lock (_lock)
        {
            var kind = Validity.WithoutClock(reason);
            var news = _lastFailure != kind;
            _lastFailure = kind;
            return news;
        }
    }
}
