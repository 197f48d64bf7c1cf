using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace SocketWarp.Rpc.Server;

/// <summary>
/// Puts methods on an HTTP server. Any other method that a gRPC client asks for is answered with Unimplemented.
/// </summary>
/// <remarks>
/// gRPC needs HTTP/2: over TLS Kestrel offers it by itself; in clear text it needs an endpoint of its own with <c>HttpProtocols.Http2</c>.
/// A handler that throws <see cref="RpcException"/> chooses the status; any other exception becomes Unknown and is logged.
/// </remarks>
public static class RpcEndpointRouteBuilderExtensions
{
    public static IEndpointConventionBuilder MapRpcUnary<TRequest, TResponse>(
        this IEndpointRouteBuilder endpoints, RpcMethod<TRequest, TResponse> method, Func<TRequest, RpcServerCall, Task<TResponse>> handler)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new()
    {
        method.Require(RpcMethodKind.Unary);
        return endpoints.MapMethod(method.Path, async call =>
        {
            var request = await call.ReadSingleAsync<TRequest>();
            await call.WriterOf<TResponse>().WriteAsync(await handler(request, call), call.CancellationToken);
        });
    }

    public static IEndpointConventionBuilder MapRpcServerStreaming<TRequest, TResponse>(
        this IEndpointRouteBuilder endpoints, RpcMethod<TRequest, TResponse> method, Func<TRequest, IRpcWriter<TResponse>, RpcServerCall, Task> handler)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new()
    {
        method.Require(RpcMethodKind.ServerStreaming);
        return endpoints.MapMethod(method.Path, async call => await handler(await call.ReadSingleAsync<TRequest>(), call.WriterOf<TResponse>(), call));
    }

    public static IEndpointConventionBuilder MapRpcClientStreaming<TRequest, TResponse>(
        this IEndpointRouteBuilder endpoints, RpcMethod<TRequest, TResponse> method, Func<IAsyncEnumerable<TRequest>, RpcServerCall, Task<TResponse>> handler)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new()
    {
        method.Require(RpcMethodKind.ClientStreaming);
        return endpoints.MapMethod(method.Path, async call =>
            await call.WriterOf<TResponse>().WriteAsync(await handler(call.ReaderOf<TRequest>(), call), call.CancellationToken));
    }

    /// <summary>The handler may leave its loop over the requests and start another: it goes on with the next request.</summary>
    public static IEndpointConventionBuilder MapRpcDuplex<TRequest, TResponse>(
        this IEndpointRouteBuilder endpoints,
        RpcMethod<TRequest, TResponse> method,
        Func<IAsyncEnumerable<TRequest>, IRpcWriter<TResponse>, RpcServerCall, Task> handler)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new()
    {
        method.Require(RpcMethodKind.Duplex);
        return endpoints.MapMethod(method.Path, call => handler(call.ReaderOf<TRequest>(), call.WriterOf<TResponse>(), call));
    }

    private static IEndpointConventionBuilder MapMethod(this IEndpointRouteBuilder endpoints, string path, Func<RpcServerCall, Task> handler)
    {
        UnimplementedMethods.MapOnce(endpoints);
        return endpoints.MapPost(path, ServerPipeline.Create(endpoints.ServiceProvider, handler).InvokeAsync)
            .WithDisplayName($"gRPC {path}")
            // The .proto file is the description; an OpenAPI document is about REST.
            .ExcludeFromDescription();
    }
}
