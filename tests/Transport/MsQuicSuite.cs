using SocketWarp.Transport.Tests.Conformance;
using SocketWarp.Transport.Tests.Engines;

namespace SocketWarp.Transport.Tests;

public static class MsQuicSuite
{
    public sealed class Streams() : StreamTests(EngineKind.MsQuic);

    public sealed class Resets() : ResetTests(EngineKind.MsQuic);

    public sealed class Flow() : FlowTests(EngineKind.MsQuic);

    public sealed class Closes() : CloseTests(EngineKind.MsQuic);

    public sealed class Endpoints() : EndpointTests(EngineKind.MsQuic);

    public sealed class Certificates() : CertificateTests(EngineKind.MsQuic);

    public sealed class Liveness() : LivenessTests(EngineKind.MsQuic);

    public sealed class HostilePeers() : HostilePeerTests(EngineKind.MsQuic);

    public sealed class HandshakeLoads() : HandshakeLoadTests(EngineKind.MsQuic);

    public sealed class TunnelTransfers() : TunnelTransferTests(EngineKind.MsQuic);

    public sealed class TunnelTargets() : TunnelTargetTests(EngineKind.MsQuic);

    public sealed class TunnelEnds() : TunnelEndTests(EngineKind.MsQuic);

    public sealed class TunnelOpenings() : TunnelOpeningTests(EngineKind.MsQuic);

    public sealed class VisitorPorts() : VisitorPortTests(EngineKind.MsQuic);

    public sealed class TunnelLoads() : TunnelLoadTests(EngineKind.MsQuic);
}
