using System.Runtime.InteropServices;

namespace SocketWarp.Transport.Ngtcp2.Interop;

/// <summary>libngtcp2_crypto_gnutls (ngtcp2/ngtcp2_crypto.h and ngtcp2_crypto_gnutls.h).</summary>
internal static unsafe partial class NativeQuicCrypto
{
    public const string Library = "libngtcp2_crypto_gnutls.so.8";

    public const int MaxRetryTokenLength = 256;

    [LibraryImport(Library)]
    public static partial int ngtcp2_crypto_gnutls_configure_server_session(nint session);

    [LibraryImport(Library)]
    public static partial int ngtcp2_crypto_gnutls_configure_client_session(nint session);

    [LibraryImport(Library)]
    public static partial int ngtcp2_crypto_generate_stateless_reset_token(byte* token, byte* secret, nuint secretlen, NativeQuic.ConnectionId* cid);

    [LibraryImport(Library)]
    public static partial nint ngtcp2_crypto_generate_retry_token2(
        byte* token,
        byte* secret,
        nuint secretlen,
        uint version,
        NativeAddress* remote_addr,
        uint remote_addrlen,
        NativeQuic.ConnectionId* retry_scid,
        NativeQuic.ConnectionId* odcid,
        ulong ts
    );

    [LibraryImport(Library)]
    public static partial int ngtcp2_crypto_verify_retry_token2(
        NativeQuic.ConnectionId* odcid,
        byte* token,
        nuint tokenlen,
        byte* secret,
        nuint secretlen,
        uint version,
        NativeAddress* remote_addr,
        uint remote_addrlen,
        NativeQuic.ConnectionId* dcid,
        ulong timeout,
        ulong ts
    );

    [LibraryImport(Library)]
    public static partial nint ngtcp2_crypto_write_retry(
        byte* dest,
        nuint destlen,
        uint version,
        NativeQuic.ConnectionId* dcid,
        NativeQuic.ConnectionId* scid,
        NativeQuic.ConnectionId* odcid,
        byte* token,
        nuint tokenlen
    );

    [LibraryImport(Library)]
    public static partial int ngtcp2_crypto_gnutls_from_gnutls_record_encryption_level(int level);

    [LibraryImport(Library)]
    public static partial int ngtcp2_crypto_derive_and_install_rx_key(nint conn, byte* key, byte* iv, byte* hp_key, int level, byte* secret, nuint secretlen);

    [LibraryImport(Library)]
    public static partial int ngtcp2_crypto_derive_and_install_tx_key(nint conn, byte* key, byte* iv, byte* hp_key, int level, byte* secret, nuint secretlen);

    /// <summary>The address of one of the library's ready-made callbacks.</summary>
    public static void* Callback(string name) => (void*)NativeLibrary.GetExport(NativeLibraries.Crypto, name);
}
