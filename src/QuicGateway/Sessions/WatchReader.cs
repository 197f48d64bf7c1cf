using System.Buffers;
using System.IO.Pipelines;
using SocketWarp.Base;

namespace SocketWarp.QuicGateway.Sessions;

/// <summary>Takes the watch service's stream apart. Nothing in it is worth more than <see cref="MaxLine"/> bytes at once.</summary>
internal sealed class WatchReader(Stream stream, TimeSpan timeout, TimeProvider time) : IAsyncDisposable
{
    /// <summary>Bytes; the longest uid has 256, six times as many when each is escaped.</summary>
    public const int MaxLine = 4096;

    private readonly PipeReader _lines = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: MaxLine));

    /// <exception cref="IOException">when the stream has ended, was silent for too long, or carries something else.</exception>
    public async Task<WatchLine> ReadAsync(CancellationToken cancellationToken)
    {
        using var silent = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silent.Token, cancellationToken);
        try
        {
            while (true)
            {
                var read = await _lines.ReadAsync(either.Token);
                if (read.Buffer.PositionOf((byte)'\n') is { } end && read.Buffer.Slice(0, end) is { Length: <= MaxLine } line)
                {
                    var parsed = WatchLine.Parse(line.ToArray());
                    _lines.AdvanceTo(read.Buffer.GetPosition(1, end));
                    return parsed;
                }

                if (read.Buffer.Length > MaxLine)
                    throw new IOException($"a line of the watch service is longer than {MaxLine} bytes");
                if (read.IsCompleted)
                    throw new IOException("the watch service has ended the watch");
                _lines.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"the watch service was silent for {DurationText.Format(timeout)}");
        }
    }

    public ValueTask DisposeAsync() => _lines.CompleteAsync();
}
