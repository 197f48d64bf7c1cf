using SocketWarp.Transport.Tests.Conformance;
using SocketWarp.Transport.Tests.Engines;

namespace SocketWarp.Transport.Tests;

public static class Ngtcp2PumpedSuite
{
    public sealed class TunnelTransfers() : TunnelTransferTests(EngineKind.Ngtcp2Pumped);

    public sealed class TunnelTargets() : TunnelTargetTests(EngineKind.Ngtcp2Pumped);

    public sealed class TunnelEnds() : TunnelEndTests(EngineKind.Ngtcp2Pumped);

    public sealed class TunnelOpenings() : TunnelOpeningTests(EngineKind.Ngtcp2Pumped);

    public sealed class DescriptorReserves() : DescriptorReserveTests(EngineKind.Ngtcp2Pumped);

    public sealed class VisitorPorts() : VisitorPortTests(EngineKind.Ngtcp2Pumped);

    public sealed class TunnelLoads() : TunnelLoadTests(EngineKind.Ngtcp2Pumped);
}
