using Microsoft.Extensions.Logging;
using SocketWarp.Transport.Ngtcp2;
using SocketWarp.Transport.SystemNetQuic;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Tests.Engines;

internal static class TestEngines
{
    /// <summary>ngtcp2 comes with set-up, so it must work; libmsquic does not.</summary>
    public static ITransportEngine Create(EngineKind kind, ILoggerFactory loggers)
    {
        switch (kind)
        {
            case EngineKind.Memory:
                return new MemoryEngine(loggers);
            case EngineKind.MsQuic:
                if (MsQuicEngine.TryCreate(loggers, new SocketOptions(), out var msquic, out var whyNotMsQuic))
                    return msquic;
                Assert.Skip($"msquic does not work here: {whyNotMsQuic}");
                return null;
            default:
                var ngtcp2 = CreateNgtcp2(loggers);
                return kind == EngineKind.Ngtcp2 ? ngtcp2 : new PumpedEngine(ngtcp2, loggers);
        }
    }

    private static Ngtcp2Engine CreateNgtcp2(ILoggerFactory loggers)
    {
        var whyNot = "it is for Linux only";
        if (OperatingSystem.IsLinux() && Ngtcp2Engine.TryCreate(loggers, new EngineOptions(), new SocketOptions(), out var engine, out whyNot))
            return engine;
        Assert.Fail($"ngtcp2 does not work here: {whyNot}");
        return null!;
    }
}
