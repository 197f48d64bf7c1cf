using System.Net;
using Microsoft.Extensions.Logging;

namespace SocketWarp.Transport.Ngtcp2.Udp;

/// <summary>
/// Whether the kernel splits (GSO) and joins (GRO) datagrams for us. Without them a gigabyte costs three to six times the CPU, so their absence is
/// logged once, as are buffers that are smaller than wanted.
/// </summary>
internal sealed partial class UdpOffload(EngineOptions options, ILogger logger)
{
    private bool _saidSend;
    private bool _saidReceive;
    private readonly HashSet<string> _saidBuffers = []; // loop thread only

    public bool Send { get; private set; } = options.SendOffload;

    public bool Receive { get; } = options.ReceiveOffload;

    public void SendFailed(string why)
    {
        Send = false;
        if (_saidSend)
            return;
        _saidSend = true;
        Log.SendOffloadMissing(logger, why);
    }

    public void ReceiveFailed(string why)
    {
        if (_saidReceive)
            return;
        _saidReceive = true;
        Log.ReceiveOffloadMissing(logger, why);
    }

    /// <summary>Logs that a dialler's socket goes on from another of the machine's addresses.</summary>
    public void Moved(IPEndPoint address) => Log.Moved(logger, address);

    public void BufferSmall(string direction, string sysctl, int granted, int wanted)
    {
        if (!_saidBuffers.Add(sysctl))
            return;
        Log.BufferSmall(logger, direction, granted, wanted, sysctl);
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "UDP send offload (GSO) is not available ({Why}): expect three to six times the CPU per byte sent",
            EventName = "SendOffloadMissing"
        )]
        public static partial void SendOffloadMissing(ILogger logger, string why);

        [LoggerMessage(
            2,
            LogLevel.Warning,
            "UDP receive offload (GRO) is not available ({Why}): expect more CPU per byte received",
            EventName = "ReceiveOffloadMissing"
        )]
        public static partial void ReceiveOffloadMissing(ILogger logger, string why);

        [LoggerMessage(
            3,
            LogLevel.Information,
            "The route to the peer begins at another address of this machine: the session goes on from {Address}",
            EventName = "PathMoved"
        )]
        public static partial void Moved(ILogger logger, IPEndPoint address);

        [LoggerMessage(
            4,
            LogLevel.Warning,
            "The system grants UDP sockets a {Direction} buffer of {Granted} bytes where {Wanted} are wanted, so bursts may be lost: run \"sysctl -w "
                + "{Sysctl}={Wanted}\" and start this process again",
            EventName = "UdpBufferSmall"
        )]
        public static partial void BufferSmall(ILogger logger, string direction, int granted, int wanted, string sysctl);
    }
}
