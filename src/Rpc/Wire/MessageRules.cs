namespace SocketWarp.Rpc.Wire;

/// <summary>What a receiver takes.</summary>
/// <param name="MaxSize">Of one message, in bytes.</param>
/// <param name="Encoding">The grpc-encoding that the sender announced.</param>
/// <param name="CompressedRefusal">The status for a compressed message: a server says Unimplemented, a client Internal (grpc/doc/compression.md).</param>
internal sealed record MessageRules(int MaxSize, string? Encoding, RpcStatusCode CompressedRefusal);
