using System.IO.Pipelines;

namespace SocketWarp.Transport.SystemNetQuic;

/// <summary>Remembers whether the writer has ended, which a pipe's reader learns only once it has read everything.</summary>
internal sealed class NotingPipeWriter(PipeWriter inner) : PipeWriter
{
    private volatile bool _completed;

    public bool IsCompleted => _completed;

    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    public override void Advance(int bytes) => inner.Advance(bytes);

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.FlushAsync(cancellationToken);

    public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(source, cancellationToken);

    public override void Complete(Exception? exception = null)
    {
        _completed = true;
        inner.Complete(exception);
    }
}
