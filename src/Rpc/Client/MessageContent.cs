using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using SocketWarp.Rpc.Wire;

namespace SocketWarp.Rpc.Client;

/// <summary>A request of exactly one message; it can be sent again when HTTP finds that the connection was gone before the server saw it.</summary>
internal sealed class MessageContent : HttpContent
{
    private readonly IMessage _message;
    private readonly int _size;

    public MessageContent(IMessage message, int maxSize)
    {
        ArgumentNullException.ThrowIfNull(message);
        _message = message;
        _size = MessageFrame.Measure(message, maxSize);
        Headers.ContentType = new MediaTypeHeaderValue(HeaderNames.ContentType);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var output = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        MessageFrame.Write(output, _message, _size);
        await output.FlushAsync(cancellationToken);
        await output.CompleteAsync();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
