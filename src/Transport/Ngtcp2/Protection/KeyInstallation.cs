using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using SocketWarp.Transport.Ngtcp2.Connections;
using SocketWarp.Transport.Ngtcp2.Interop;

namespace SocketWarp.Transport.Ngtcp2.Protection;

/// <summary>Gives a connection its 1-RTT keys: as <see cref="PacketKey"/> where TLS chose AES-128-GCM, as the library's own contexts else.</summary>
internal static unsafe class KeyInstallation
{
    private static readonly delegate* unmanaged[Cdecl]<nint, byte*, byte*, nint*, byte*, nint*, byte*, byte*, byte*, nuint, nint, int> LibraryUpdate =
        (delegate* unmanaged[Cdecl]<nint, byte*, byte*, nint*, byte*, nint*, byte*, byte*, byte*, nuint, nint, int>)
            NativeQuicCrypto.Callback("ngtcp2_crypto_update_key_cb");

    public static void* UpdateCallback => (delegate* unmanaged[Cdecl]<nint, byte*, byte*, nint*, byte*, nint*, byte*, byte*, byte*, nuint, nint, int>)&OnUpdate;

    /// <summary>Makes a TLS session hand its secrets to us, whichever library makes the keys. Call it after the library has configured the session.</summary>
    public static void Intercept(nint session) => NativeTls.gnutls_handshake_set_secret_function(session, &OnSecrets);

    /// <summary>Installs the keys, inside gnutls_handshake.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnSecrets(nint session, int level, byte* receiving, byte* sending, nuint length)
    {
        try
        {
            var reference = (NativeQuic.ConnectionRef*)NativeTls.gnutls_session_get_ptr(session);
            var owner = QuicConnection.From(reference->handle);
            if (receiving != null && !owner.IsFirstSecret(level, isSending: false))
                return -1;
            if (sending != null && !owner.IsFirstSecret(level, isSending: true))
                return -1;
            var connection = reference->user_data;
            var isOurs = owner.Loop.Options.VectorCipher && NativeGcm.Fault == null;
            if (
                isOurs
                && level == NativeTls.LevelApplication
                && length == KeySchedule.SecretLength
                && NativeTls.gnutls_cipher_get(session) == NativeTls.CipherAes128Gcm
            )
            {
                owner.HasPacketKeys = true;
                return
                    (receiving == null || Install(connection, receiving, isSending: false))
                    && (sending == null || Install(connection, sending, isSending: true))
                    ? 0
                    : -1;
            }

            var quicLevel = NativeQuicCrypto.ngtcp2_crypto_gnutls_from_gnutls_record_encryption_level(level);
            if (receiving != null && NativeQuicCrypto.ngtcp2_crypto_derive_and_install_rx_key(connection, null, null, null, quicLevel, receiving, length) != 0)
                return -1;
            return sending != null && NativeQuicCrypto.ngtcp2_crypto_derive_and_install_tx_key(connection, null, null, null, quicLevel, sending, length) != 0
                ? -1
                : 0;
        }
        catch (Exception)
        {
            return -1;
        }
    }

    private static bool Install(nint connection, byte* secret, bool isSending)
    {
        var bytes = new ReadOnlySpan<byte>(secret, KeySchedule.SecretLength);
        Span<byte> headerKey = stackalloc byte[KeySchedule.KeyLength];
        KeySchedule.HeaderKey(bytes, headerKey);
        nint header;
        fixed (byte* key = headerKey)
            header = HeaderKey.Create(key);
        CryptographicOperations.ZeroMemory(headerKey);
        var iv = stackalloc byte[KeySchedule.IvLength];
        var packet = NewKey(bytes, iv);
        var result = isSending
            ? NativeQuic.ngtcp2_conn_install_tx_key(connection, secret, KeySchedule.SecretLength, &packet, iv, KeySchedule.IvLength, &header)
            : NativeQuic.ngtcp2_conn_install_rx_key(connection, secret, KeySchedule.SecretLength, &packet, iv, KeySchedule.IvLength, &header);
        if (result == 0)
            return true;
        PacketKey.Free(packet);
        HeaderKey.Free(header);
        return false;
    }

    private static nint NewKey(ReadOnlySpan<byte> secret, byte* iv)
    {
        Span<byte> key = stackalloc byte[KeySchedule.KeyLength];
        KeySchedule.Key(secret, key);
        KeySchedule.Iv(secret, new Span<byte>(iv, KeySchedule.IvLength));
        var context = PacketKey.Create(key);
        CryptographicOperations.ZeroMemory(key);
        return context;
    }

    /// <summary>The keys that follow the present ones (RFC 9001 section 6.1). ngtcp2 asks for them ahead of time.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnUpdate(
        nint connection,
        byte* receivingSecret,
        byte* sendingSecret,
        nint* receiving,
        byte* receivingIv,
        nint* sending,
        byte* sendingIv,
        byte* currentReceiving,
        byte* currentSending,
        nuint secretLength,
        nint userData
    )
    {
        try
        {
            if (!QuicConnection.From(userData).HasPacketKeys)
                return LibraryUpdate(
                    connection,
                    receivingSecret,
                    sendingSecret,
                    receiving,
                    receivingIv,
                    sending,
                    sendingIv,
                    currentReceiving,
                    currentSending,
                    secretLength,
                    userData
                );
            *receiving = Next(currentReceiving, receivingSecret, receivingIv);
            *sending = Next(currentSending, sendingSecret, sendingIv);
            return 0;
        }
        catch (Exception)
        {
            return QuicError.CallbackFailure;
        }
    }

    private static nint Next(byte* current, byte* next, byte* iv)
    {
        var secret = new Span<byte>(next, KeySchedule.SecretLength);
        KeySchedule.NextSecret(new ReadOnlySpan<byte>(current, KeySchedule.SecretLength), secret);
        return NewKey(secret, iv);
    }
}
