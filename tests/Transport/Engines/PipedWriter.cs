using System.IO.Pipelines;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Transport.Tests.Engines;

/// <summary>A writer whose peer can end it: with no error it wants no more, with one the session is gone.</summary>
internal sealed class PipedWriter(PipeWriter inner) : PipeWriter
{
    private readonly TaskCompletionSource _ended = new();

    public override void Advance(int bytes) => inner.Advance(bytes);

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null) =>
        inner.Complete(exception is null or StreamResetException ? exception : new StreamResetException(1));

    public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

    public void End(Exception? error)
    {
        if (error is null)
            _ended.TrySetResult();
        else
            _ended.TrySetException(error);
        _ = _ended.Task.Exception;
        inner.CancelPendingFlush();
    }

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        var result = _ended.Task.IsCompleted ? default : await inner.FlushAsync(cancellationToken);
        if (!_ended.Task.IsCompleted)
            return result;
        await _ended.Task;
        return new FlushResult(isCanceled: false, isCompleted: true);
    }
}
