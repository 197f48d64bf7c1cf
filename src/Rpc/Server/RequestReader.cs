using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using SocketWarp.Rpc.Wire;

namespace SocketWarp.Rpc.Server;

/// <summary>The requests of a call as a sequence; every enumeration goes on where the last one stopped.</summary>
internal sealed class RequestReader<T>(HttpRequest request, int maxSize, CallGate gate, CancellationToken callToken) : IAsyncEnumerable<T>
    where T : class, IMessage<T>, new()
{
    private readonly MessageReader<T> _messages = new(request.BodyReader, new(maxSize, request.Headers[HeaderNames.Encoding], RpcStatusCode.Unimplemented));
    private Exception? _failure;
    private bool _ended;
    private int _busy;

    public async ValueTask<T?> ReadAsync(CancellationToken cancellationToken)
    {
        gate.Enter(ref _busy, "read");
        try
        {
            if (_failure is not null)
                throw _failure;
            if (_ended)
                return null;
            using var either = CallGate.Either(callToken, cancellationToken);
            var message = await _messages.ReadAsync(either?.Token ?? callToken);
            _ended = message is null;
            return message;
        }
        catch (Exception e) when (_failure is null && !cancellationToken.IsCancellationRequested)
        {
            // Kestrel tells a reset stream and a lost connection from the body, often before the token has fired.
            _failure = e is RpcException ? e : new OperationCanceledException("The client is gone.", e, callToken);
            throw _failure;
        }
        finally
        {
            CallGate.Leave(ref _busy);
        }
    }

    public async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        while (await ReadAsync(cancellationToken) is { } message)
            yield return message;
    }
}
