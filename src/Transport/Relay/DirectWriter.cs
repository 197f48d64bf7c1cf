using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using SocketWarp.Protocol;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Transport.Relay;

/// <summary>
/// Sends with each flush: what it is given from where it lies, what is written into its buffer from there. Between flushes it holds no buffer.
/// </summary>
internal sealed class DirectWriter(DuplexStream stream) : PipeWriter
{
    private byte[]? _buffer;
    private int _held;
    private bool _completed;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        var needed = _held + Math.Max(sizeHint, 1);
        if (_buffer is null || _buffer.Length < needed)
        {
            var larger = ArrayPool<byte>.Shared.Rent(needed);
            _buffer.AsSpan(0, _held).CopyTo(larger);
            Release();
            _buffer = larger;
        }

        return _buffer.AsMemory(_held);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes) => _held += bytes;

    /// <summary>Does nothing: only <see cref="DuplexStream.Abort"/> ends a send that is under way.</summary>
    public override void CancelPendingFlush() { }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => WriteAsync(default, cancellationToken);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        try
        {
            if (_held > 0)
            {
                await stream.SendAsync(_buffer.AsMemory(0, _held), cancellationToken).ConfigureAwait(false);
                _held = 0;
                Release();
            }

            if (source.Length > 0)
                await stream.SendAsync(source, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (stream.IsFailure(e))
        {
            throw new StreamResetException((ulong)ErrorCode.SocketReset, e);
        }

        return default;
    }

    public override void Complete(Exception? exception = null) => CompleteAsync(exception).AsTask().GetAwaiter().GetResult();

    public override async ValueTask CompleteAsync(Exception? exception = null)
    {
        if (_completed)
            return;
        _completed = true;
        try
        {
            if (exception is not null)
            {
                stream.Abort((ulong)ErrorCode.Internal);
                return;
            }

            await FlushAsync().ConfigureAwait(false);
            await stream.EndOutputAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (stream.IsFailure(e))
        {
            throw new StreamResetException((ulong)ErrorCode.SocketReset, e);
        }
        finally
        {
            Release();
        }
    }

    private void Release()
    {
        if (_buffer is not null)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
    }
}
