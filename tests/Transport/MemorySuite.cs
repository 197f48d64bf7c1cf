using SocketWarp.Transport.Tests.Conformance;
using SocketWarp.Transport.Tests.Engines;

namespace SocketWarp.Transport.Tests;

public static class MemorySuite
{
    public sealed class Streams() : StreamTests(EngineKind.Memory);

    public sealed class Resets() : ResetTests(EngineKind.Memory);

    public sealed class Flow() : FlowTests(EngineKind.Memory);

    public sealed class Closes() : CloseTests(EngineKind.Memory);
}
