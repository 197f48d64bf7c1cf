using SocketWarp.Transport.Tests.Conformance;
using SocketWarp.Transport.Tests.Engines;

namespace SocketWarp.Transport.Tests;

public static class MemorySuite
{
    public sealed class Streams() : StreamTests(EngineKind.Memory);

    public sealed class Resets() : ResetTests(EngineKind.Memory);

    public sealed class Flow() : FlowTests(EngineKind.Memory);

    public sealed class Closes() : CloseTests(EngineKind.Memory);

    public sealed class TunnelTransfers() : TunnelTransferTests(EngineKind.Memory);

    public sealed class TunnelTargets() : TunnelTargetTests(EngineKind.Memory);

    public sealed class TunnelEnds() : TunnelEndTests(EngineKind.Memory);

    public sealed class TunnelOpenings() : TunnelOpeningTests(EngineKind.Memory);

    public sealed class VisitorPorts() : VisitorPortTests(EngineKind.Memory);

    public sealed class TunnelLoads() : TunnelLoadTests(EngineKind.Memory);
}
