using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using SocketWarp.Rpc.Wire;

namespace SocketWarp.Rpc.Client;

/// <summary>A request body that the caller writes while the response is read; it ends when <see cref="Complete"/> or <see cref="Abandon"/> is called.</summary>
internal sealed class StreamingContent : HttpContent
{
    private readonly TaskCompletionSource<PipeWriter> _output = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StreamingContent() => Headers.ContentType = new MediaTypeHeaderValue(HeaderNames.ContentType);

    /// <summary>Completes when the connection is there; never, when it could not be made.</summary>
    public Task<PipeWriter> Output => _output.Task;

    public void Complete() => _completed.TrySetResult();

    /// <summary>Ends the body as cut off, unless it is complete.</summary>
    public void Abandon() => _completed.TrySetCanceled();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // Without this the server would see nothing of the call before the first message.
        await stream.FlushAsync(cancellationToken);
        var output = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        if (!_output.TrySetResult(output))
            throw new IOException("The connection was lost; what was already sent cannot be sent again.");
        // Not with the token: it also fires when the server resets the stream, and HTTP would report our cancellation in place of the reset.
        await _completed.Task;
        await output.CompleteAsync();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
