using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using SocketWarp.Rpc.Wire;

namespace SocketWarp.Rpc.Server;

internal sealed class ResponseWriter<T>(HttpResponse response, int maxSize, CallGate gate, CancellationToken callToken) : IRpcWriter<T>
    where T : class, IMessage<T>, new()
{
    private int _busy;

    public async ValueTask WriteAsync(T message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        var size = MessageFrame.Measure(message, maxSize);
        gate.Enter(ref _busy, "write");
        try
        {
            using var either = CallGate.Either(callToken, cancellationToken);
            var token = either?.Token ?? callToken;
            token.ThrowIfCancellationRequested();
            MessageFrame.Write(response.BodyWriter, message, size);
            var result = await response.BodyWriter.FlushAsync(token);
            // Kestrel drops what is written for a client that is gone and says so only here.
            if (result.IsCompleted || result.IsCanceled)
                throw new OperationCanceledException("The client is gone.", callToken);
        }
        finally
        {
            CallGate.Leave(ref _busy);
        }
    }
}
