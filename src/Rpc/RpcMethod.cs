using Google.Protobuf;

namespace SocketWarp.Rpc;

/// <summary>Names the methods of a service contract, once for client and server.</summary>
/// <remarks>
/// <c>service</c> is the full name in the .proto file with its package ("acme.orders.v1.Orders"), <c>name</c> that of the rpc.
/// </remarks>
public static class RpcMethod
{
    public static RpcMethod<TRequest, TResponse> Unary<TRequest, TResponse>(string service, string name)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() => new(RpcMethodKind.Unary, service, name);

    public static RpcMethod<TRequest, TResponse> ServerStreaming<TRequest, TResponse>(string service, string name)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() => new(RpcMethodKind.ServerStreaming, service, name);

    public static RpcMethod<TRequest, TResponse> ClientStreaming<TRequest, TResponse>(string service, string name)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() => new(RpcMethodKind.ClientStreaming, service, name);

    public static RpcMethod<TRequest, TResponse> Duplex<TRequest, TResponse>(string service, string name)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() => new(RpcMethodKind.Duplex, service, name);
}
