using Grpc.Core;
using Grpc.Core.Interceptors;

namespace SocketWarp.ControlApi.Gateways;

/// <summary>
/// Turns every failure of a streaming method whose caller has gone into a cancellation. The health service writes to such callers, and the
/// framework would log an error for each: anybody could fill the log.
/// </summary>
internal sealed class CallerEndInterceptor : Interceptor
{
    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation
    )
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception e) when (e is not RpcException && context.CancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("the caller has gone", e, context.CancellationToken);
        }
    }
}
