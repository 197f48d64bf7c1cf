namespace SocketWarp.QuicGateway.Sessions;

/// <summary>
/// Pairs pings with pongs on one control stream: is the peer's program, not only its machine, still there? One ping at most is
/// unanswered; callers that ask meanwhile wait for the same answer.
/// </summary>
internal sealed class PingTracker
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _answered;
    private ulong _sequence;

    /// <param name="sequence">What to send a Ping with now; null when one is on its way.</param>
    /// <returns>Completes with the answer.</returns>
    public Task Ask(out ulong? sequence)
    {
        lock (_lock)
        {
            sequence = _answered is null ? ++_sequence : null;
            _answered ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _answered.Task;
        }
    }

    /// <summary>An answer to nothing is ignored.</summary>
    public void Answered(ulong sequence)
    {
        lock (_lock)
        {
            if (_answered is null || sequence != _sequence)
                return;
            _answered.SetResult();
            _answered = null;
        }
    }
}
