using System.IO.Pipelines;

namespace SocketWarp.Transport.Tests.Engines;

/// <summary>Tells when the reader gives up before the end, and can lose its session.</summary>
internal sealed class PipedReader(PipeReader inner, Action gaveUp) : PipeReader
{
    private volatile Exception? _lost;
    private bool _sawEnd;

    public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => inner.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null)
    {
        inner.Complete(exception);
        if (!_sawEnd)
            gaveUp();
    }

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (_lost is null)
        {
            var result = await inner.ReadAsync(cancellationToken);
            if (_lost is null || result.IsCompleted)
            {
                _sawEnd |= result.IsCompleted;
                return result;
            }
        }

        throw _lost;
    }

    public void Lose(Exception lost)
    {
        _lost = lost;
        inner.CancelPendingRead();
    }

    public override bool TryRead(out ReadResult result) => inner.TryRead(out result);
}
