using SocketWarp.Transport.Tests.Conformance;
using SocketWarp.Transport.Tests.Engines;

namespace SocketWarp.Transport.Tests;

public static class Ngtcp2Suite
{
    public sealed class Streams() : StreamTests(EngineKind.Ngtcp2);

    public sealed class Resets() : ResetTests(EngineKind.Ngtcp2);

    public sealed class Flow() : FlowTests(EngineKind.Ngtcp2);

    public sealed class Closes() : CloseTests(EngineKind.Ngtcp2);

    public sealed class Endpoints() : EndpointTests(EngineKind.Ngtcp2);

    public sealed class Certificates() : CertificateTests(EngineKind.Ngtcp2);

    public sealed class Liveness() : LivenessTests(EngineKind.Ngtcp2);

    public sealed class HostilePeers() : HostilePeerTests(EngineKind.Ngtcp2);

    public sealed class HandshakeLoads() : HandshakeLoadTests(EngineKind.Ngtcp2);

    public sealed class TunnelTransfers() : TunnelTransferTests(EngineKind.Ngtcp2);

    public sealed class TunnelTargets() : TunnelTargetTests(EngineKind.Ngtcp2);

    public sealed class TunnelEnds() : TunnelEndTests(EngineKind.Ngtcp2);

    public sealed class TunnelOpenings() : TunnelOpeningTests(EngineKind.Ngtcp2);

    public sealed class DescriptorReserves() : DescriptorReserveTests(EngineKind.Ngtcp2);

    public sealed class VisitorPorts() : VisitorPortTests(EngineKind.Ngtcp2);

    public sealed class TunnelLoads() : TunnelLoadTests(EngineKind.Ngtcp2);
}
