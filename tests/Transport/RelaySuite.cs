using SocketWarp.Transport.Tests.Relay;

namespace SocketWarp.Transport.Tests;

public static class RelaySuite
{
    public sealed class SocketToSocket() : RelayEndTests(StreamKind.Socket, StreamKind.Socket);

    public sealed class SocketToStream() : RelayToStreamTests(StreamKind.Socket, StreamKind.Quic);

    public sealed class MemoryToMemory() : RelayToStreamTests(StreamKind.Memory, StreamKind.Memory);

    public sealed class SocketToTls() : RelayToTlsTests(StreamKind.Socket);

    public sealed class TlsToTls() : RelayToTlsTests(StreamKind.Tls);

    public sealed class TlsToStream() : RelayToStreamTests(StreamKind.Tls, StreamKind.Quic);
}
