namespace SocketWarp.Transport.Ngtcp2.Interop;

/// <summary>
/// Compares our structures with the sizes and offsets that the C compiler gives them (ngtcp2 1.11, x86-64). A wrong layout corrupts memory, so it is
/// checked once at start.
/// </summary>
internal static unsafe class NativeLayout
{
    /// <returns>null, or the first difference.</returns>
    public static string? Check()
    {
        NativeQuic.TransportParams p;
        NativeQuic.Settings s;
        var p0 = (byte*)&p;
        var s0 = (byte*)&s;
        (string Name, long Actual, long Expected)[] facts =
        [
            ("ngtcp2_cid", sizeof(NativeQuic.ConnectionId), 32),
            ("ngtcp2_pkt_hd", sizeof(NativeQuic.PacketHeader), 112),
            ("ngtcp2_pkt_info", sizeof(NativeQuic.PacketInfo), 8),
            ("ngtcp2_path", sizeof(NativeQuic.Path), 40),
            ("ngtcp2_version_cid", sizeof(NativeQuic.VersionConnectionIds), 40),
            ("ngtcp2_conn_info", sizeof(NativeQuic.ConnectionInfo), 56),
            ("ngtcp2_ccerr", sizeof(NativeQuic.ConnectionCloseError), 40),
            ("ngtcp2_callbacks", sizeof(NativeQuic.Callbacks), 320),
            ("ngtcp2_transport_params", sizeof(NativeQuic.TransportParams), 344),
            ("ngtcp2_transport_params.initial_max_data", (byte*)&p.initial_max_data - p0, 216),
            ("ngtcp2_transport_params.stateless_reset_token_present", &p.stateless_reset_token_present - p0, 288),
            ("ngtcp2_transport_params.stateless_reset_token", p.stateless_reset_token - p0, 294),
            ("ngtcp2_transport_params.version_info", (byte*)&p.version_info - p0, 312),
            ("ngtcp2_transport_params.version_info_present", &p.version_info_present - p0, 336),
            ("ngtcp2_settings", sizeof(NativeQuic.Settings), 184),
            ("ngtcp2_settings.token_type", (byte*)&s.token_type - s0, 64),
            ("ngtcp2_settings.no_tx_udp_payload_size_shaping", &s.no_tx_udp_payload_size_shaping - s0, 104),
            ("ngtcp2_settings.handshake_timeout", (byte*)&s.handshake_timeout - s0, 112),
            ("ngtcp2_settings.original_version", (byte*)&s.original_version - s0, 152),
            ("ngtcp2_settings.initial_pkt_num", (byte*)&s.initial_pkt_num - s0, 160),
            ("ngtcp2_settings.pmtud_probes", (byte*)&s.pmtud_probes - s0, 168),
            ("msghdr", sizeof(NativeSystem.MessageHeader), 56),
            ("mmsghdr", sizeof(NativeSystem.MultiMessageHeader), 64),
            ("in_pktinfo", sizeof(NativeSystem.PacketInfoV4), 12),
            ("in6_pktinfo", sizeof(NativeSystem.PacketInfoV6), 20),
            ("epoll_event", sizeof(NativeSystem.EpollEvent), 12),
            ("sockaddr_in6", sizeof(NativeAddress), 28),
        ];
        foreach (var (name, actual, expected) in facts)
            if (actual != expected)
                return $"the layout of {name} differs: {actual} instead of {expected}";
        return null;
    }
}
