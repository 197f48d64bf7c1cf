using System.Collections.Concurrent;
using System.Threading.Channels;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Frames;
using SocketWarp.Protocol.Session;
using SocketWarp.Sessions.Control;

namespace SocketWarp.QuicGateway.Sessions;

/// <summary>Asks one connector whether it can dial targets, never more at once than the protocol allows.</summary>
internal sealed class TargetQuestions(ControlStream control, TimeProvider time)
{
    /// <summary>An entry for each unanswered question.</summary>
    private readonly Channel<bool> _unanswered = Channel.CreateBounded<bool>(ProtocolLimits.MaxProbes);
    private readonly ConcurrentDictionary<ulong, TaskCompletionSource<TargetProbeResult>> _open = [];
    private ulong _last;

    /// <param name="timeout">From the question's sending on. One that is given up still counts as unanswered.</param>
    /// <returns>null when no answer came in time, or the session has ended.</returns>
    public async Task<TargetProbeResult?> AskAsync(TargetAddress target, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            await _unanswered.Writer.WriteAsync(true, cancellationToken);
            var id = Interlocked.Increment(ref _last);
            var answer = _open[id] = new TaskCompletionSource<TargetProbeResult>(TaskCreationOptions.RunContinuationsAsynchronously);
            // Half a frame would end the session: only its end ends the sending.
            await control.SendAsync(FrameKind.TargetProbe, new TargetProbe { Id = id, Target = target.ToString() }, CancellationToken.None);
            return await answer.Task.WaitAsync(timeout, time, cancellationToken);
        }
        catch (Exception e) when (e is IOException or TimeoutException or ChannelClosedException)
        {
            return null;
        }
    }

    /// <summary>An answer to nothing is ignored.</summary>
    public void Answered(TargetProbeResult result)
    {
        if (!_open.TryRemove(result.Id, out var question))
            return;
        question.TrySetResult(result);
        _unanswered.Reader.TryRead(out _);
    }

    /// <summary>Ends all questions, because the session has ended and nothing will be answered.</summary>
    public void End()
    {
        _unanswered.Writer.TryComplete();
        foreach (var question in _open.Values)
            question.TrySetException(new IOException("the session has ended"));
    }
}
