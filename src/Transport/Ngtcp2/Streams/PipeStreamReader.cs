using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace SocketWarp.Transport.Ngtcp2.Streams;

/// <summary>The application's end of the receiving pipe: what it consumes becomes credit for the peer.</summary>
internal sealed class PipeStreamReader(PipeStream stream, PipeReader inner) : PipeReader
{
    private ReadOnlySequence<byte> _last;
    private bool _sawEnd;

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        var bytes = _last.Slice(0, consumed).Length;
        _last = default;
        inner.AdvanceTo(consumed, examined);
        if (bytes > 0)
            stream.Consumed(bytes);
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null)
    {
        inner.Complete(exception);
        if (!_sawEnd)
            stream.StopReading(0);
    }

    public override bool TryRead(out ReadResult result) => inner.TryRead(out result) && Remember(result);

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var read = inner.ReadAsync(cancellationToken);
        if (!read.IsCompletedSuccessfully)
            return Wait(read);
        var result = read.Result;
        Remember(result);
        return new ValueTask<ReadResult>(result);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> Wait(ValueTask<ReadResult> read)
    {
        var result = await read.ConfigureAwait(false);
        Remember(result);
        return result;
    }

    private bool Remember(in ReadResult result)
    {
        _last = result.Buffer;
        _sawEnd |= result.IsCompleted;
        return true;
    }
}
