namespace SocketWarp.Rpc;

/// <summary>Which side of a call may send more than one message.</summary>
public enum RpcMethodKind
{
    Unary,
    ServerStreaming,
    ClientStreaming,
    Duplex,
}
