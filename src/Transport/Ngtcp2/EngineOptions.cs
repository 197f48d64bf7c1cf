using System.ComponentModel.DataAnnotations;
using SocketWarp.Base.Settings;

namespace SocketWarp.Transport.Ngtcp2;

/// <summary>Settings of the <c>ngtcp2</c> engine.</summary>
public sealed record EngineOptions : ISettings
{
    private const int LeastPayload = 1_200; // what every path of QUIC carries: RFC 9000 section 14

    /// <summary>Usual paths: through tunnels, Ethernet, jumbo frames, loopback.</summary>
    private static readonly ushort[] UsualPayloads = [1_350, 1_452, 4_000, 8_952, 32_000];

    /// <summary>How fast to send: bbr or cubic. BBR keeps its speed on lossy paths.</summary>
    public CongestionControl CongestionControl { get; init; } = CongestionControl.Bbr;

    /// <summary>
    /// Bytes: the largest UDP payload that the path is probed for, from 1200; what it does not carry is found out. 1452 fits an Ethernet path without probing
    /// above it.
    /// </summary>
    [Range(LeastPayload, 65_507)]
    public int MaxDatagramPayload { get; init; } = 65_507;

    /// <summary>
    /// The time after which larger datagrams are tried again on a path that has stopped carrying them; then twice as long each time, up to
    /// <c>10m</c>.
    /// </summary>
    [DurationRange("1s", "10m")]
    public TimeSpan PathRetryTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Lets the kernel split datagrams (UDP GSO) when it can.</summary>
    public bool SendOffload { get; init; } = true;

    /// <summary>Lets the kernel join datagrams (UDP GRO) when it can.</summary>
    public bool ReceiveOffload { get; init; } = true;

    /// <summary>
    /// Protects packets with <c>libIPSec_MB</c> where it is found and the CPU has VAES and AVX-512: AES-GCM then costs a fifth of what GnuTLS needs. The log
    /// says at start which of them does.
    /// </summary>
    public bool VectorCipher { get; init; } = true;

    /// <summary>
    /// How long the engine looks for the next event before it sleeps, while small ones have lately come that fast, at most <c>1ms</c>; <c>0s</c> never. Round
    /// trips of a tenth of a millisecond then take a third.
    /// </summary>
    [DurationRange("0s", "1ms")]
    public TimeSpan BusyPollTime { get; init; } = TimeSpan.FromMicroseconds(50);

    /// <summary>Kernel buffer of a UDP socket in each direction; the system (<c>net.core.rmem_max</c>, <c>wmem_max</c>) may grant less.</summary>
    [Range(64 * 1024, 1024 * 1024 * 1024)]
    public int SocketBufferBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Bytes of all tunnels that may wait in memory before peers are held back.</summary>
    [Range(1024.0 * 1024, 1024.0 * 1024 * 1024 * 1024)]
    public long MaxBufferedBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>Bytes of one tunnel that may wait for the peer's acknowledgement: twice bandwidth times round trip keeps a path full.</summary>
    [Range(64 * 1024, 1024 * 1024 * 1024)]
    public int MaxUnacknowledgedBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>
    /// While <see cref="MaxBufferedBytes"/> is used up, tunnels whose sockets have taken nothing for this long are reset, the one that holds most first.
    /// </summary>
    [DurationRange("100ms", "1h")]
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A socket that still has bytes to take when the other end is done is reset when it takes none for this long.</summary>
    [DurationRange("100ms", "9h")]
    public TimeSpan FlushTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>What paths are probed for, ascending; ngtcp2 aborts when a size is not above the least one.</summary>
    internal ushort[] PayloadProbes() =>
        [.. UsualPayloads.Where(p => p < MaxDatagramPayload), .. MaxDatagramPayload > LeastPayload ? [(ushort)MaxDatagramPayload] : Array.Empty<ushort>()];
}

/// <summary>The algorithms that say how fast is sent.</summary>
public enum CongestionControl
{
    /// <summary>RFC 9438.</summary>
    Cubic,

    /// <summary>BBR version 2.</summary>
    Bbr,
}
