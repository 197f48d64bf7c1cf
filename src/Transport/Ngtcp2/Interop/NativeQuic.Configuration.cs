using System.Runtime.InteropServices;

namespace SocketWarp.Transport.Ngtcp2.Interop;

/// <summary>libngtcp2: what a connection is made from. The version constants say which layout of each struct is meant.</summary>
internal static unsafe partial class NativeQuic
{
    public const int CallbacksVersion = 1;
    public const int SettingsVersion = 2;
    public const int TransportParamsVersion = 1;
    public const int PacketInfoVersion = 1;
    public const int ConnectionInfoVersion = 1;

    [StructLayout(LayoutKind.Explicit, Size = 96)]
    public struct PreferredAddress
    {
        [FieldOffset(0)]
        public ConnectionId cid;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct VersionInfo
    {
        public uint chosen_version;
        public byte* available_versions;
        public nuint available_versionslen;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct TransportParams
    {
        public PreferredAddress preferred_addr;
        public ConnectionId original_dcid;
        public ConnectionId initial_scid;
        public ConnectionId retry_scid;
        public ulong initial_max_stream_data_bidi_local;
        public ulong initial_max_stream_data_bidi_remote;
        public ulong initial_max_stream_data_uni;
        public ulong initial_max_data;
        public ulong initial_max_streams_bidi;
        public ulong initial_max_streams_uni;
        public ulong max_idle_timeout;
        public ulong max_udp_payload_size;
        public ulong active_connection_id_limit;
        public ulong ack_delay_exponent;
        public ulong max_ack_delay;
        public ulong max_datagram_frame_size;
        public byte stateless_reset_token_present;
        public byte disable_active_migration;
        public byte original_dcid_present;
        public byte initial_scid_present;
        public byte retry_scid_present;
        public byte preferred_addr_present;
        public fixed byte stateless_reset_token[16];
        public byte grease_quic_bit;
        public VersionInfo version_info;
        public byte version_info_present;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Settings
    {
        public void* qlog_write;
        public int cc_algo;
        public ulong initial_ts;
        public ulong initial_rtt;
        public void* log_printf;
        public nuint max_tx_udp_payload_size;
        public byte* token;
        public nuint tokenlen;
        public int token_type;
        public void* rand_ctx;
        public ulong max_window;
        public ulong max_stream_window;
        public nuint ack_thresh;
        public byte no_tx_udp_payload_size_shaping;
        public ulong handshake_timeout;
        public uint* preferred_versions;
        public nuint preferred_versionslen;
        public uint* available_versions;
        public nuint available_versionslen;
        public uint original_version;
        public byte no_pmtud;
        public uint initial_pkt_num;
        public ushort* pmtud_probes;
        public nuint pmtud_probeslen;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Callbacks
    {
        public void* client_initial;
        public void* recv_client_initial;
        public void* recv_crypto_data;
        public void* handshake_completed;
        public void* recv_version_negotiation;
        public void* encrypt;
        public void* decrypt;
        public void* hp_mask;
        public void* recv_stream_data;
        public void* acked_stream_data_offset;
        public void* stream_open;
        public void* stream_close;
        public void* recv_stateless_reset;
        public void* recv_retry;
        public void* extend_max_local_streams_bidi;
        public void* extend_max_local_streams_uni;
        public void* rand;
        public void* get_new_connection_id;
        public void* remove_connection_id;
        public void* update_key;
        public void* path_validation;
        public void* select_preferred_addr;
        public void* stream_reset;
        public void* extend_max_remote_streams_bidi;
        public void* extend_max_remote_streams_uni;
        public void* extend_max_stream_data;
        public void* dcid_status;
        public void* handshake_confirmed;
        public void* recv_new_token;
        public void* delete_crypto_aead_ctx;
        public void* delete_crypto_cipher_ctx;
        public void* recv_datagram;
        public void* ack_datagram;
        public void* lost_datagram;
        public void* get_path_challenge_data;
        public void* stream_stop_sending;
        public void* version_negotiation;
        public void* recv_rx_key;
        public void* recv_tx_key;
        public void* tls_early_data_rejected;
    }
}
