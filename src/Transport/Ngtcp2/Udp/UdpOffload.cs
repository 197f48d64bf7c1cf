using Microsoft.Extensions.Logging;

namespace SocketWarp.Transport.Ngtcp2.Udp;

/// <summary>Whether the kernel splits (GSO) and joins (GRO) datagrams for us. Without them a gigabyte costs three to six times the CPU, so their absence is said once.</summary>
internal sealed partial class UdpOffload(EngineOptions options, ILogger logger)
{
    private bool _saidSend;
    private bool _saidReceive;

    public bool Send { get; private set; } = options.SendOffload;

    public bool Receive { get; } = options.ReceiveOffload;

    public void SendFailed(string why)
    {
        Send = false;
        if (_saidSend) return;
        _saidSend = true;
        Log.SendOffloadMissing(logger, why);
    }

    public void ReceiveFailed(string why)
    {
        if (_saidReceive) return;
        _saidReceive = true;
        Log.ReceiveOffloadMissing(logger, why);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "UDP send offload (GSO) is not available ({Why}): expect three to six times the CPU per byte sent")]
        public static partial void SendOffloadMissing(ILogger logger, string why);

        [LoggerMessage(2, LogLevel.Warning, "UDP receive offload (GRO) is not available ({Why}): expect more CPU per byte received")]
        public static partial void ReceiveOffloadMissing(ILogger logger, string why);
    }
}
