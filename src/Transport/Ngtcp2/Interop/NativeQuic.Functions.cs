using System.Runtime.InteropServices;

namespace SocketWarp.Transport.Ngtcp2.Interop;

/// <summary>libngtcp2: functions (ngtcp2/ngtcp2.h). Only the <c>_versioned</c> forms are exported. All of them belong to the loop thread.</summary>
internal static unsafe partial class NativeQuic
{
    public const string Library = "libngtcp2.so.16";

    public const uint Version1 = 1;

    public const uint StreamDataFin = 1;
    public const uint StreamCloseHasCode = 1;
    public const uint WriteMore = 1;
    public const uint WriteFin = 2;
    public const int TokenTypeRetry = 1;
    public const int CloseTypeApplication = 1;
    public const int CongestionCubic = 1;
    public const int CongestionBbr = 2;

    [LibraryImport(Library)]
    public static partial Info* ngtcp2_version(int least_version);

    [LibraryImport(Library)]
    public static partial byte* ngtcp2_strerror(int liberr);

    [LibraryImport(Library)]
    public static partial int ngtcp2_pkt_decode_version_cid(VersionConnectionIds* dest, byte* data, nuint datalen, nuint short_dcidlen);

    [LibraryImport(Library)]
    public static partial int ngtcp2_accept(PacketHeader* dest, byte* pkt, nuint pktlen);

    [LibraryImport(Library)]
    public static partial nint ngtcp2_pkt_write_version_negotiation(
        byte* dest,
        nuint destlen,
        byte unused_random,
        byte* dcid,
        nuint dcidlen,
        byte* scid,
        nuint scidlen,
        uint* sv,
        nuint nsv
    );

    [LibraryImport(Library)]
    public static partial nint ngtcp2_pkt_write_stateless_reset(byte* dest, nuint destlen, byte* stateless_reset_token, byte* rand, nuint randlen);

    [LibraryImport(Library)]
    public static partial void ngtcp2_settings_default_versioned(int version, Settings* settings);

    [LibraryImport(Library)]
    public static partial void ngtcp2_transport_params_default_versioned(int version, TransportParams* parameters);

    [LibraryImport(Library)]
    public static partial int ngtcp2_conn_client_new_versioned(
        nint* pconn,
        ConnectionId* dcid,
        ConnectionId* scid,
        Path* path,
        uint client_chosen_version,
        int callbacks_version,
        Callbacks* callbacks,
        int settings_version,
        Settings* settings,
        int transport_params_version,
        TransportParams* parameters,
        void* mem,
        nint user_data
    );

    [LibraryImport(Library)]
    public static partial int ngtcp2_conn_server_new_versioned(
        nint* pconn,
        ConnectionId* dcid,
        ConnectionId* scid,
        Path* path,
        uint client_chosen_version,
        int callbacks_version,
        Callbacks* callbacks,
        int settings_version,
        Settings* settings,
        int transport_params_version,
        TransportParams* parameters,
        void* mem,
        nint user_data
    );

    [LibraryImport(Library)]
    public static partial void ngtcp2_conn_del(nint conn);

    [LibraryImport(Library)]
    public static partial void ngtcp2_conn_set_tls_native_handle(nint conn, nint tls_native_handle);

    [LibraryImport(Library)]
    public static partial int ngtcp2_conn_read_pkt_versioned(nint conn, Path* path, int pkt_info_version, PacketInfo* pi, byte* pkt, nuint pktlen, ulong ts);

    [LibraryImport(Library)]
    public static partial nint ngtcp2_conn_writev_stream_versioned(
        nint conn,
        Path* path,
        int pkt_info_version,
        PacketInfo* pi,
        byte* dest,
        nuint destlen,
        nint* pdatalen,
        uint flags,
        long stream_id,
        Vec* datav,
        nuint datavcnt,
        ulong ts
    );

    [LibraryImport(Library)]
    public static partial nint ngtcp2_conn_write_connection_close_versioned(
        nint conn,
        Path* path,
        int pkt_info_version,
        PacketInfo* pi,
        byte* dest,
        nuint destlen,
        ConnectionCloseError* ccerr,
        ulong ts
    );

    [LibraryImport(Library), SuppressGCTransition]
    public static partial ulong ngtcp2_conn_get_expiry(nint conn);

    [LibraryImport(Library)]
    public static partial int ngtcp2_conn_handle_expiry(nint conn, ulong ts);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void ngtcp2_conn_update_pkt_tx_time(nint conn, ulong ts);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial nuint ngtcp2_conn_get_send_quantum(nint conn);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial nuint ngtcp2_conn_get_path_max_tx_udp_payload_size(nint conn);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial ulong ngtcp2_conn_get_pto(nint conn);

    [LibraryImport(Library)]
    public static partial int ngtcp2_conn_open_bidi_stream(nint conn, long* pstream_id, nint stream_user_data);

    [LibraryImport(Library)]
    public static partial int ngtcp2_conn_set_stream_user_data(nint conn, long stream_id, nint stream_user_data);

    [LibraryImport(Library)]
    public static partial int ngtcp2_conn_shutdown_stream_write(nint conn, uint flags, long stream_id, ulong app_error_code);

    [LibraryImport(Library)]
    public static partial int ngtcp2_conn_shutdown_stream_read(nint conn, uint flags, long stream_id, ulong app_error_code);

    [LibraryImport(Library)]
    public static partial int ngtcp2_conn_extend_max_stream_offset(nint conn, long stream_id, ulong datalen);

    [LibraryImport(Library)]
    public static partial void ngtcp2_conn_extend_max_offset(nint conn, ulong datalen);

    [LibraryImport(Library)]
    public static partial void ngtcp2_conn_extend_max_streams_bidi(nint conn, nuint n);

    [LibraryImport(Library)]
    public static partial int ngtcp2_conn_initiate_immediate_migration(nint conn, Path* path, ulong ts);

    [LibraryImport(Library)]
    public static partial void ngtcp2_conn_set_keep_alive_timeout(nint conn, ulong timeout);

    [LibraryImport(Library)]
    public static partial int ngtcp2_conn_install_rx_key(nint conn, byte* secret, nuint secretlen, nint* aead_ctx, byte* iv, nuint ivlen, nint* hp_ctx);

    [LibraryImport(Library)]
    public static partial int ngtcp2_conn_install_tx_key(nint conn, byte* secret, nuint secretlen, nint* aead_ctx, byte* iv, nuint ivlen, nint* hp_ctx);

    [LibraryImport(Library)]
    public static partial byte ngtcp2_conn_get_tls_alert(nint conn);

    [LibraryImport(Library)]
    public static partial ConnectionCloseError* ngtcp2_conn_get_ccerr(nint conn);

    [LibraryImport(Library)]
    public static partial void ngtcp2_conn_get_conn_info_versioned(nint conn, int conn_info_version, ConnectionInfo* cinfo);

    [LibraryImport(Library)]
    public static partial void ngtcp2_ccerr_default(ConnectionCloseError* ccerr);

    [LibraryImport(Library)]
    public static partial void ngtcp2_ccerr_set_liberr(ConnectionCloseError* ccerr, int liberr, byte* reason, nuint reasonlen);

    [LibraryImport(Library)]
    public static partial void ngtcp2_ccerr_set_tls_alert(ConnectionCloseError* ccerr, byte tls_alert, byte* reason, nuint reasonlen);

    [LibraryImport(Library)]
    public static partial void ngtcp2_ccerr_set_application_error(ConnectionCloseError* ccerr, ulong error_code, byte* reason, nuint reasonlen);

    public static string Describe(int error) => Marshal.PtrToStringUTF8((nint)ngtcp2_strerror(error)) ?? $"ngtcp2 error {error}";
}
