using System.Net;

namespace SocketWarp.Client.Http;

/// <summary>A body that is sent as it is read. Each part that goes out begins the time limit again.</summary>
internal sealed class PacedContent(Stream source, CancellationTokenSource limit, TimeSpan standstill) : HttpContent
{
    private const int Part = 64 * 1024;

    /// <summary>The failure of the source, which callers must not take for the network's.</summary>
    public Exception? SourceFailure { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var buffer = new byte[Part];
        while (await ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
        {
            limit.CancelAfter(standstill);
            await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
            await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        // From here on the service works.
        limit.CancelAfter(standstill);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = source.CanSeek ? source.Length - source.Position : 0;
        return source.CanSeek;
    }

    private async Task<int> ReadAsync(byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            SourceFailure = exception;
            throw;
        }
    }
}
