namespace SocketWarp.Rpc.Server;

/// <summary>Bounds of the calls that a server takes; set them with <see cref="RpcServiceCollectionExtensions.AddRpcServer"/>.</summary>
public sealed class RpcServerOptions
{
    /// <summary>Bytes; a larger message ends the call with ResourceExhausted before any memory is taken for it. 4 MiB, what gRPC peers are used to.</summary>
    public int MaxReceiveMessageSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>Bytes; a handler that writes a larger message gets an exception which, uncaught, ends the call with ResourceExhausted.</summary>
    public int MaxSendMessageSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>
    /// Characters that the detail of a status may have in its encoded form; the rest is cut. 2048, because grpcio refuses responses whose
    /// headers have more than 8 KiB and loses the status with them.
    /// </summary>
    public int MaxStatusDetailSize { get; set; } = 2048;
}
