using SocketWarp.Transport.Tests.Conformance;
using SocketWarp.Transport.Tests.Engines;

namespace SocketWarp.Transport.Tests;

public static class Ngtcp2FrugalSuite
{
    public sealed class Streams() : StreamTests(EngineKind.Ngtcp2Frugal);

    public sealed class Resets() : ResetTests(EngineKind.Ngtcp2Frugal);

    public sealed class Flow() : FlowTests(EngineKind.Ngtcp2Frugal);

    public sealed class Closes() : CloseTests(EngineKind.Ngtcp2Frugal);

    public sealed class TunnelTransfers() : TunnelTransferTests(EngineKind.Ngtcp2Frugal);

    public sealed class TunnelEnds() : TunnelEndTests(EngineKind.Ngtcp2Frugal);

    public sealed class TunnelLoads() : TunnelLoadTests(EngineKind.Ngtcp2Frugal);
}
