using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using SocketWarp.Transport.Ngtcp2.Connections;
using SocketWarp.Transport.Ngtcp2.Interop;
using SocketWarp.Transport.Ngtcp2.Protection;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Transport.Ngtcp2.Tls;

/// <summary>Our certificate, protocols and rules as GnuTLS objects, shared by the sessions of one listener or dial.</summary>
internal sealed unsafe class TlsCredentials : IDisposable
{
    // AES-GCM first: ChaCha20 costs four times as much CPU where AES has instructions.
    private const string Priorities =
        "%DISABLE_TLS13_COMPAT_MODE:NORMAL:-VERS-ALL:+VERS-TLS1.3:-CIPHER-ALL:+AES-128-GCM:+AES-256-GCM:+CHACHA20-POLY1305"
        + ":-GROUP-ALL:+GROUP-X25519:+GROUP-SECP256R1:+GROUP-SECP384R1";

    private readonly byte[][] _protocols;
    private nint _credentials;
    private nint _priorities;
    private int _sessions; // loop thread only, like the next one
    private bool _retired;

    /// <exception cref="TransportException">when (BadConfiguration) the certificate or key cannot be used.</exception>
    public TlsCredentials(TransportSecurity security)
    {
        Security = security;
        _protocols = [.. security.Protocols.Select(Encoding.ASCII.GetBytes)];
        if (_protocols.Length == 0)
            throw new TransportException(TransportError.BadConfiguration, "no protocol (ALPN) is configured");
        fixed (nint* credentials = &_credentials)
            NativeTls.Check(NativeTls.gnutls_certificate_allocate_credentials(credentials), "TLS credentials");
        try
        {
            SetCertificate(security);
            NativeTls.gnutls_certificate_set_verify_function(_credentials, &CheckPeer);
            fixed (nint* priorities = &_priorities)
            fixed (byte* text = Encoding.ASCII.GetBytes(Priorities + '\0'))
                NativeTls.Check(NativeTls.gnutls_priority_init(priorities, text, null), "TLS priorities");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public TransportSecurity Security { get; }

    /// <summary>A session whose callbacks find the connection through <paramref name="reference"/>.</summary>
    public nint NewSession(bool isServer, string? serverName, NativeQuic.ConnectionRef* reference)
    {
        nint session;
        var flags = (isServer ? NativeTls.Server : NativeTls.Client | NativeTls.ForceClientCertificate) | NativeTls.NoTickets | NativeTls.NoEndOfEarlyData;
        NativeTls.Check(NativeTls.gnutls_init(&session, flags), "TLS session");
        try
        {
            NativeTls.Check(NativeTls.gnutls_priority_set(session, _priorities), "TLS priorities");
            var configured = isServer
                ? NativeQuicCrypto.ngtcp2_crypto_gnutls_configure_server_session(session)
                : NativeQuicCrypto.ngtcp2_crypto_gnutls_configure_client_session(session);
            if (configured != 0)
                throw new TransportException(TransportError.BadConfiguration, "GnuTLS refused to work for QUIC");
            KeyInstallation.Intercept(session);
            NativeTls.gnutls_session_set_ptr(session, reference);
            NativeTls.Check(NativeTls.gnutls_credentials_set(session, NativeTls.CredentialsCertificate, _credentials), "TLS credentials");
            SetProtocols(session);
            if (isServer)
                NativeTls.gnutls_certificate_server_set_request(session, NativeTls.CertificateRequire);
            else if (serverName != null)
                SetServerName(session, serverName);
            _sessions++;
            return session;
        }
        catch
        {
            NativeTls.gnutls_deinit(session);
            throw;
        }
    }

    /// <summary>Frees a session.</summary>
    public void EndSession(nint session)
    {
        NativeTls.gnutls_deinit(session);
        if (--_sessions == 0 && _retired)
            Dispose();
    }

    /// <summary>Frees the credentials after the last session, because GnuTLS keeps a pointer to them in each; no new session comes.</summary>
    public void Retire()
    {
        _retired = true;
        if (_sessions == 0)
            Dispose();
    }

    public static string? SelectedProtocol(nint session)
    {
        NativeTls.Datum protocol;
        return NativeTls.gnutls_alpn_get_selected_protocol(session, &protocol) == 0 ? Encoding.ASCII.GetString(protocol.data, (int)protocol.size) : null;
    }

    public void Dispose()
    {
        if (_credentials != 0)
            NativeTls.gnutls_certificate_free_credentials(_credentials);
        if (_priorities != 0)
            NativeTls.gnutls_priority_deinit(_priorities);
        _credentials = _priorities = 0;
    }

    private void SetCertificate(TransportSecurity security)
    {
        var certificates = new StringBuilder(security.Certificate.ExportCertificatePem());
        foreach (var intermediate in security.Intermediates)
            certificates.Append('\n').Append(intermediate.ExportCertificatePem());
        var certificatePem = Encoding.ASCII.GetBytes(certificates.Append('\0').ToString());
        var keyPem = ExportKey(security);
        try
        {
            fixed (byte* certificate = certificatePem)
            fixed (byte* key = keyPem)
            {
                NativeTls.Datum c = new() { data = certificate, size = (uint)certificatePem.Length - 1 };
                NativeTls.Datum k = new() { data = key, size = (uint)keyPem.Length - 1 };
                NativeTls.Check(NativeTls.gnutls_certificate_set_x509_key_mem2(_credentials, &c, &k, NativeTls.FormatPem, null, 0), "our certificate and key");
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(keyPem);
        }
    }

    private static byte[] ExportKey(TransportSecurity security)
    {
        if (security.Key is { } foreign)
            return WritePem(foreign.Span);
        var certificate = security.Certificate;
        using AsymmetricAlgorithm? key = certificate.GetECDsaPrivateKey() as AsymmetricAlgorithm ?? certificate.GetRSAPrivateKey();
        if (key == null)
            throw new TransportException(TransportError.BadConfiguration, "our certificate has no RSA, ECDSA or Ed25519 private key");
        var der = key.ExportPkcs8PrivateKey();
        var pem = WritePem(der);
        CryptographicOperations.ZeroMemory(der);
        return pem;
    }

    private static byte[] WritePem(ReadOnlySpan<byte> pkcs8)
    {
        var pem = PemEncoding.Write("PRIVATE KEY", pkcs8);
        var bytes = new byte[pem.Length + 1];
        Encoding.ASCII.GetBytes(pem, bytes);
        Array.Clear(pem);
        return bytes;
    }

    private void SetProtocols(nint session)
    {
        var handles = stackalloc GCHandle[_protocols.Length];
        var protocols = stackalloc NativeTls.Datum[_protocols.Length];
        for (var i = 0; i < _protocols.Length; i++)
        {
            handles[i] = GCHandle.Alloc(_protocols[i], GCHandleType.Pinned);
            protocols[i] = new NativeTls.Datum { data = (byte*)handles[i].AddrOfPinnedObject(), size = (uint)_protocols[i].Length };
        }

        var result = NativeTls.gnutls_alpn_set_protocols(session, protocols, (uint)_protocols.Length, NativeTls.AlpnMandatory);
        for (var i = 0; i < _protocols.Length; i++)
            handles[i].Free();
        NativeTls.Check(result, "protocols (ALPN)");
    }

    private static void SetServerName(nint session, string name)
    {
        var bytes = Encoding.ASCII.GetBytes(name);
        fixed (byte* text = bytes)
            NativeTls.Check(NativeTls.gnutls_server_name_set(session, NativeTls.NameDns, text, (nuint)bytes.Length), $"server name '{name}'");
    }

    /// <summary>Checks the peer inside gnutls_handshake, on the loop.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CheckPeer(nint session)
    {
        try
        {
            uint count;
            var list = NativeTls.gnutls_certificate_get_peers(session, &count);
            var reference = (NativeQuic.ConnectionRef*)NativeTls.gnutls_session_get_ptr(session);
            var connection = (QuicConnection)GCHandle.FromIntPtr(reference->handle).Target!;
            return connection.PeerPresented(list, count) ? 0 : NativeTls.CertificateError;
        }
        catch (Exception)
        {
            // An exception must not cross native code; what cannot be checked is refused.
            return NativeTls.CertificateError;
        }
    }
}
