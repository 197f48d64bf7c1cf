using System.IO.Pipelines;

namespace SocketWarp.Transport.SystemNetQuic;

/// <summary>Tells when the reader wants no more, which a pipe's writer learns only with its next write.</summary>
internal sealed class NotingPipeReader(PipeReader inner, Action completed) : PipeReader
{
    public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => inner.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => inner.ReadAsync(cancellationToken);

    public override bool TryRead(out ReadResult result) => inner.TryRead(out result);

    public override void Complete(Exception? exception = null)
    {
        inner.Complete(exception);
        completed();
    }
}
