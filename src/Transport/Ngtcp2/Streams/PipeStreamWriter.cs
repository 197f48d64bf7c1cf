using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using SocketWarp.Protocol;

namespace SocketWarp.Transport.Ngtcp2.Streams;

/// <summary>The application's end of the sending pipe: every flush tells the loop.</summary>
internal sealed class PipeStreamWriter(PipeStream stream, PipeWriter inner) : PipeWriter
{
    private bool _completed;

    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    public override void Advance(int bytes) => inner.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null)
    {
        inner.Complete(exception);
        if (_completed)
            return;
        _completed = true;
        // An abandoned direction must not look like an end, nor wait for the peer to take what is queued.
        if (exception == null)
            stream.RequestService();
        else
            stream.Reset((ulong)ErrorCode.Internal);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (stream.PeerStopped)
            return new FlushResult(isCanceled: false, isCompleted: true);
        var flush = inner.FlushAsync(cancellationToken);
        stream.RequestService();
        var result = await flush.ConfigureAwait(false);
        return stream.PeerStopped ? new FlushResult(isCanceled: false, isCompleted: true) : result;
    }
}
