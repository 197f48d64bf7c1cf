using System.Runtime.InteropServices;

namespace SocketWarp.Transport.Ngtcp2.Interop;

/// <summary>libgnutls (gnutls/gnutls.h, 3.7 and later).</summary>
internal static unsafe partial class NativeTls
{
    public const string Library = "libgnutls.so.30";

    public const uint Server = 1;
    public const uint Client = 2;

    /// <summary>Sends our certificate even when the server's list of authorities lacks its issuer, as for an intermediate's leaf.</summary>
    public const uint ForceClientCertificate = 1 << 9;

    public const uint NoTickets = 1 << 10;
    public const uint NoEndOfEarlyData = 1 << 22;
    public const int CredentialsCertificate = 1;
    public const int CertificateRequire = 2;
    public const int FormatPem = 1;
    public const uint AlpnMandatory = 1;
    public const int NameDns = 1;
    public const int CertificateError = -43;
    public const int CipherAes128Gcm = 10;
    public const int LevelApplication = 3;

    [StructLayout(LayoutKind.Sequential)]
    public struct Datum
    {
        public byte* data;
        public uint size;
    }

    [LibraryImport(Library)]
    public static partial byte* gnutls_check_version(byte* req_version);

    [LibraryImport(Library)]
    public static partial byte* gnutls_strerror(int error);

    [LibraryImport(Library)]
    public static partial int gnutls_init(nint* session, uint flags);

    [LibraryImport(Library)]
    public static partial void gnutls_deinit(nint session);

    [LibraryImport(Library)]
    public static partial int gnutls_priority_init(nint* priority_cache, byte* priorities, byte** err_pos);

    [LibraryImport(Library)]
    public static partial void gnutls_priority_deinit(nint priority_cache);

    [LibraryImport(Library)]
    public static partial int gnutls_priority_set(nint session, nint priority);

    [LibraryImport(Library)]
    public static partial int gnutls_credentials_set(nint session, int type, nint cred);

    [LibraryImport(Library)]
    public static partial int gnutls_certificate_allocate_credentials(nint* res);

    [LibraryImport(Library)]
    public static partial void gnutls_certificate_free_credentials(nint sc);

    [LibraryImport(Library)]
    public static partial int gnutls_certificate_set_x509_key_mem2(nint res, Datum* cert, Datum* key, int type, byte* pass, uint flags);

    [LibraryImport(Library)]
    public static partial void gnutls_certificate_set_verify_function(nint cred, delegate* unmanaged[Cdecl]<nint, int> func);

    [LibraryImport(Library)]
    public static partial void gnutls_certificate_server_set_request(nint session, int req);

    [LibraryImport(Library)]
    public static partial Datum* gnutls_certificate_get_peers(nint session, uint* list_size);

    [LibraryImport(Library)]
    public static partial void gnutls_session_set_ptr(nint session, void* ptr);

    [LibraryImport(Library)]
    public static partial void* gnutls_session_get_ptr(nint session);

    [LibraryImport(Library)]
    public static partial int gnutls_alpn_set_protocols(nint session, Datum* protocols, uint protocols_size, uint flags);

    [LibraryImport(Library)]
    public static partial int gnutls_alpn_get_selected_protocol(nint session, Datum* protocol);

    [LibraryImport(Library)]
    public static partial int gnutls_server_name_set(nint session, int type, byte* name, nuint name_length);

    [LibraryImport(Library)]
    public static partial void gnutls_handshake_set_secret_function(nint session, delegate* unmanaged[Cdecl]<nint, int, byte*, byte*, nuint, int> func);

    [LibraryImport(Library)]
    public static partial int gnutls_cipher_get(nint session);

    public static void Check(int result, string what)
    {
        if (result >= 0)
            return;
        var reason = Marshal.PtrToStringUTF8((nint)gnutls_strerror(result));
        throw new TransportException(TransportError.BadConfiguration, $"{what}: {reason} (GnuTLS {result})");
    }
}
