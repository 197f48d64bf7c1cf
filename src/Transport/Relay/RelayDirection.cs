using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace SocketWarp.Transport.Relay;

/// <summary>One direction of a relay: the writer through which its bytes go, which counts them and knows whose fault an end is.</summary>
internal sealed class RelayDirection(IDuplexStream from, IDuplexStream to, Action<long>? count) : PipeWriter
{
    private readonly PipeWriter _output = to.Output;
    private int _unflushed;
    private bool _writeFailed;

    /// <summary>Bytes that the output has taken.</summary>
    public long Bytes { get; private set; }

    /// <summary>The output wanted no more.</summary>
    public bool IsUnwanted { get; private set; }

    /// <summary>The stream that a failure is to be blamed on.</summary>
    public IDuplexStream Culprit => _writeFailed ? to : from;

    /// <returns>Whether the input ended and so did, cleanly, the output; else the output wants no more, and the input may still be sending.</returns>
    public async Task<bool> MoveAsync()
    {
        await from.CopyToAsync(this).ConfigureAwait(false);
        if (!IsUnwanted)
            await EndAsync().ConfigureAwait(false);
        return !IsUnwanted;
    }

    /// <summary>Reads the input empty: closing a socket with unread bytes would make the system reset it and cut what it is still being sent.</summary>
    /// <param name="limit">The stream had its time to see its end and close.</param>
    public async Task DiscardAsync(CancellationToken limit)
    {
        var nowhere = PipeWriter.Create(Stream.Null);
        try
        {
            await from.CopyToAsync(nowhere, limit).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested) { }
        finally
        {
            await nowhere.CompleteAsync().ConfigureAwait(false);
        }
    }

    public override void Advance(int bytes)
    {
        _unflushed += bytes;
        _output.Advance(bytes);
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => _output.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _output.GetSpan(sizeHint);

    public override void CancelPendingFlush() => _output.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => _output.Complete(exception);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => WriteAsync(default, cancellationToken);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        var bytes = _unflushed + source.Length;
        _unflushed = 0;
        _writeFailed = true; // until it has not
        var flush = source.IsEmpty
            ? await _output.FlushAsync(cancellationToken).ConfigureAwait(false)
            : await _output.WriteAsync(source, cancellationToken).ConfigureAwait(false);
        _writeFailed = false;
        if (flush.IsCompleted)
        {
            IsUnwanted = true;
        }
        else if (!flush.IsCanceled)
        {
            Bytes += bytes;
            count?.Invoke(bytes);
        }

        return flush;
    }

    private async ValueTask EndAsync()
    {
        _writeFailed = true;
        await _output.CompleteAsync().ConfigureAwait(false);
        _writeFailed = false;
    }
}
