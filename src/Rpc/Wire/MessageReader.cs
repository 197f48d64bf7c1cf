using System.IO.Pipelines;
using Google.Protobuf;

namespace SocketWarp.Rpc.Wire;

/// <summary>Reads messages from a request or response body. One read at a time; bytes are pulled only by a read, so an idle reader is back-pressure.</summary>
internal sealed class MessageReader<T>(PipeReader pipe, MessageRules rules)
    where T : class, IMessage<T>, new()
{
    private static readonly MessageParser<T> Parser = new(() => new T());

    /// <summary>The next message, or null at the end of the body.</summary>
    /// <exception cref="RpcException">What came breaks the protocol or a limit.</exception>
    public async ValueTask<T?> ReadAsync(CancellationToken cancellationToken)
    {
        var result = await pipe.ReadAtLeastAsync(MessageFrame.HeaderSize, cancellationToken);
        if (result.Buffer.IsEmpty)
        {
            pipe.AdvanceTo(result.Buffer.End);
            return null;
        }

        var needed = MessageFrame.HeaderSize;
        if (result.Buffer.Length >= needed)
        {
            needed += MessageFrame.ReadHeader(result.Buffer, rules);
            if (result.Buffer.Length < needed)
            {
                pipe.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                result = await pipe.ReadAtLeastAsync(needed, cancellationToken);
            }
        }

        if (result.Buffer.Length < needed)
            throw new RpcException(RpcStatusCode.Internal, "The stream ended inside a message.");
        var frame = result.Buffer.Slice(0, needed);
        try
        {
            return Parser.ParseFrom(frame.Slice(MessageFrame.HeaderSize));
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new RpcException(RpcStatusCode.Internal, $"The received message is no {typeof(T).Name}: {e.Message}", innerException: e);
        }
        finally
        {
            pipe.AdvanceTo(frame.End);
        }
    }
}
