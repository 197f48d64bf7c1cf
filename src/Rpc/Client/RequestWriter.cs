using Google.Protobuf;
using SocketWarp.Rpc.Wire;

namespace SocketWarp.Rpc.Client;

/// <summary>Writes the messages of a streaming request.</summary>
internal sealed class RequestWriter<TRequest, TResponse> : IRpcWriter<TRequest>
    where TRequest : class, IMessage<TRequest>, new()
    where TResponse : class, IMessage<TResponse>, new()
{
    private const int Idle = 0;
    private const int Writing = 1;
    private const int Completed = 2;

    private readonly ClientCall<TResponse> _call;
    private readonly StreamingContent _content;
    private readonly int _maxSize;
    private int _state;

    public RequestWriter(ClientCall<TResponse> call, StreamingContent content, int maxSize)
    {
        _call = call;
        _content = content;
        _maxSize = maxSize;
        call.Lifetime.Token.UnsafeRegister(static state => ((StreamingContent)state!).Abandon(), content);
    }

    public async ValueTask WriteAsync(TRequest message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        var size = MessageFrame.Measure(message, _maxSize);
        Enter(Writing);
        try
        {
            using var cancel = _call.Lifetime.CancelOn(cancellationToken);
            var token = _call.Lifetime.Token;
            token.ThrowIfCancellationRequested();
            var output = await _content.Output.WaitAsync(token);
            MessageFrame.Write(output, message, size);
            await output.FlushAsync(token);
        }
        catch (Exception e)
        {
            throw await _call.ExplainWriteFailureAsync(e);
        }
        finally
        {
            Volatile.Write(ref _state, Idle);
        }
    }

    /// <summary>Ends the request; the responses go on. A second time does nothing.</summary>
    public void Complete()
    {
        if (Volatile.Read(ref _state) == Completed)
            return;
        Enter(Completed);
        _content.Complete();
    }

    private void Enter(int state)
    {
        var now = Interlocked.CompareExchange(ref _state, state, Idle);
        if (now != Idle)
            throw new InvalidOperationException(now == Writing ? "A write is under way; one at a time." : "The request is already complete.");
    }
}
