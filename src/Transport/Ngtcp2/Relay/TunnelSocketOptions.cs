using SocketWarp.Transport.Ngtcp2.Interop;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Ngtcp2.Relay;

/// <summary>What every TCP socket of a tunnel has. Sockets that a listener accepts inherit it: seven system calls less for each.</summary>
internal static unsafe class TunnelSocketOptions
{
    public static void SetAll(int descriptor, SocketOptions options)
    {
        // For a process that is killed the kernel closes: what is cut then must not look whole.
        ResetWhenClosed(descriptor, true);
        NativeSystem.SetOption(descriptor, NativeSystem.IPPROTO_TCP, NativeSystem.TCP_NODELAY, 1);
        // Bytes that TCP marks urgent stay in the stream instead of getting lost.
        NativeSystem.SetOption(descriptor, NativeSystem.SOL_SOCKET, NativeSystem.SO_OOBINLINE, 1);
        // A peer that vanished without a word must not hold a tunnel for ever.
        NativeSystem.SetOption(descriptor, NativeSystem.SOL_SOCKET, NativeSystem.SO_KEEPALIVE, 1);
        NativeSystem.SetOption(descriptor, NativeSystem.IPPROTO_TCP, NativeSystem.TCP_KEEPIDLE, (int)options.KeepAliveAfter.TotalSeconds);
        NativeSystem.SetOption(descriptor, NativeSystem.IPPROTO_TCP, NativeSystem.TCP_KEEPINTVL, (int)options.KeepAliveInterval.TotalSeconds);
        NativeSystem.SetOption(descriptor, NativeSystem.IPPROTO_TCP, NativeSystem.TCP_KEEPCNT, options.KeepAliveProbes);
    }

    /// <summary>Sets or clears linger 0, with which any close of the socket is a reset.</summary>
    public static void ResetWhenClosed(int descriptor, bool on)
    {
        NativeSystem.Linger linger = new() { l_onoff = on ? 1 : 0, l_linger = 0 };
        _ = NativeSystem.setsockopt(descriptor, NativeSystem.SOL_SOCKET, NativeSystem.SO_LINGER, &linger, (uint)sizeof(NativeSystem.Linger));
    }
}
