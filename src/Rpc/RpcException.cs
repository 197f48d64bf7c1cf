namespace SocketWarp.Rpc;

/// <summary>
/// A call that ended with another status than OK. A client catches it; a handler throws it to choose the status, the detail
/// and the trailers that the client gets.
/// </summary>
public sealed class RpcException : Exception
{
    /// <param name="detail">For people; travels to the peer, which may cut it (see <see cref="Server.RpcServerOptions.MaxStatusDetailSize"/>).</param>
    public RpcException(RpcStatusCode code, string detail, RpcMetadata? trailers = null, Exception? innerException = null)
        : base($"{code}: {detail}", innerException)
    {
        Code = code;
        Detail = detail;
        Trailers = trailers ?? [];
    }

    public RpcStatusCode Code { get; }

    public string Detail { get; }

    /// <summary>What the server said after its last message, without grpc-status and grpc-message.</summary>
    public RpcMetadata Trailers { get; }
}
