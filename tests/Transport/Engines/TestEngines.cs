using Microsoft.Extensions.Logging;
using SocketWarp.Transport.Ngtcp2;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.SystemNetQuic;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Tests.Engines;

internal static class TestEngines
{
    private static readonly EngineOptions Frugal = new()
    {
        CongestionControl = CongestionControl.Cubic,
        MaxDatagramPayload = 1_200,
        SendOffload = false,
        ReceiveOffload = false,
        VectorCipher = false,
        BusyPollTime = TimeSpan.Zero,
    };

    /// <summary>What a session gets where a test asks for nothing else.</summary>
    public static SessionLimits DefaultLimits(EngineKind kind) =>
        kind == EngineKind.Ngtcp2Frugal
            ? new()
            {
                Windows = new FlowWindows
                {
                    Stream = 16 * 1024,
                    MaxStream = 16 * 1024,
                    Session = 64 * 1024,
                },
            }
            : new();

    /// <summary>ngtcp2 comes with set-up, so it must work; libmsquic does not.</summary>
    public static ITransportEngine Create(EngineKind kind, ILoggerFactory loggers, EngineOptions? options = null)
    {
        switch (kind)
        {
            case EngineKind.Memory:
                return new MemoryEngine(loggers);
            case EngineKind.MsQuic:
                if (MsQuicEngine.TryCreate(loggers, new SocketOptions(), TargetDialer.Default, out var msquic, out var whyNotMsQuic))
                    return msquic;
                Assert.Skip($"msquic does not work here: {whyNotMsQuic}");
                return null;
            default:
                var ngtcp2 = CreateNgtcp2(kind == EngineKind.Ngtcp2Frugal ? Frugal : options ?? new EngineOptions(), loggers);
                return kind == EngineKind.Ngtcp2Pumped ? new PumpedEngine(ngtcp2, loggers) : ngtcp2;
        }
    }

    private static Ngtcp2Engine CreateNgtcp2(EngineOptions options, ILoggerFactory loggers)
    {
        var whyNot = "it is for Linux only";
        if (OperatingSystem.IsLinux() && Ngtcp2Engine.TryCreate(loggers, options, new SocketOptions(), TargetDialer.Default, out var engine, out whyNot))
            return engine;
        Assert.Fail($"ngtcp2 does not work here: {whyNot}");
        return null!;
    }
}
