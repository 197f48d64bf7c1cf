using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SocketWarp.Transport.Ngtcp2.Interop;

namespace SocketWarp.Transport.Ngtcp2.Protection;

/// <summary>
/// What ngtcp2 calls for every packet. Contexts of <see cref="PacketKey"/> go to <see cref="NativeGcm"/>, those of <see cref="HeaderKey"/> there, all others
/// to GnuTLS.
/// Nothing here throws.
/// </summary>
internal static unsafe class PacketProtection
{
    private const int TagLength = 16;

    private static readonly delegate* unmanaged[Cdecl]<byte*, void*, nint*, byte*, nuint, byte*, nuint, byte*, nuint, int> LibraryEncrypt =
        (delegate* unmanaged[Cdecl]<byte*, void*, nint*, byte*, nuint, byte*, nuint, byte*, nuint, int>)NativeQuicCrypto.Callback("ngtcp2_crypto_encrypt_cb");

    private static readonly delegate* unmanaged[Cdecl]<byte*, void*, nint*, byte*, nuint, byte*, nuint, byte*, nuint, int> LibraryDecrypt =
        (delegate* unmanaged[Cdecl]<byte*, void*, nint*, byte*, nuint, byte*, nuint, byte*, nuint, int>)NativeQuicCrypto.Callback("ngtcp2_crypto_decrypt_cb");

    private static readonly delegate* unmanaged[Cdecl]<nint, nint*, nint, void> LibraryDelete = (delegate* unmanaged[Cdecl]<nint, nint*, nint, void>)
        NativeQuicCrypto.Callback("ngtcp2_crypto_delete_crypto_aead_ctx_cb");

    private static readonly delegate* unmanaged[Cdecl]<byte*, void*, nint*, byte*, int> LibraryMask = (delegate* unmanaged[Cdecl]<
        byte*,
        void*,
        nint*,
        byte*,
        int>)
        NativeQuicCrypto.Callback("ngtcp2_crypto_hp_mask_cb");

    private static readonly delegate* unmanaged[Cdecl]<nint, nint*, nint, void> LibraryDeleteHeaderKey = (delegate* unmanaged[Cdecl]<nint, nint*, nint, void>)
        NativeQuicCrypto.Callback("ngtcp2_crypto_delete_crypto_cipher_ctx_cb");

    /// <summary>Sets the callbacks; without NativeGcm they are the library's own.</summary>
    public static void Fill(NativeQuic.Callbacks* callbacks)
    {
        if (NativeGcm.Fault != null)
        {
            callbacks->encrypt = LibraryEncrypt;
            callbacks->decrypt = LibraryDecrypt;
            callbacks->hp_mask = LibraryMask;
            callbacks->delete_crypto_aead_ctx = LibraryDelete;
            callbacks->delete_crypto_cipher_ctx = LibraryDeleteHeaderKey;
            callbacks->update_key = NativeQuicCrypto.Callback("ngtcp2_crypto_update_key_cb");
            return;
        }

        callbacks->encrypt = (delegate* unmanaged[Cdecl]<byte*, void*, nint*, byte*, nuint, byte*, nuint, byte*, nuint, int>)&OnEncrypt;
        callbacks->decrypt = (delegate* unmanaged[Cdecl]<byte*, void*, nint*, byte*, nuint, byte*, nuint, byte*, nuint, int>)&OnDecrypt;
        callbacks->hp_mask = (delegate* unmanaged[Cdecl]<byte*, void*, nint*, byte*, int>)&OnMask;
        callbacks->delete_crypto_aead_ctx = (delegate* unmanaged[Cdecl]<nint, nint*, nint, void>)&OnDelete;
        callbacks->delete_crypto_cipher_ctx = (delegate* unmanaged[Cdecl]<nint, nint*, nint, void>)&OnDeleteHeaderKey;
        callbacks->update_key = KeyInstallation.UpdateCallback;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)]), SkipLocalsInit]
    private static int OnEncrypt(
        byte* destination,
        void* aead,
        nint* context,
        byte* plaintext,
        nuint length,
        byte* nonce,
        nuint nonceLength,
        byte* header,
        nuint headerLength
    )
    {
        if (!PacketKey.IsOurs(*context))
            return LibraryEncrypt(destination, aead, context, plaintext, length, nonce, nonceLength, header, headerLength);
        var state = stackalloc byte[NativeGcm.ContextSize];
        NativeGcm.Encrypt(PacketKey.Memory(*context), state, destination, plaintext, length, nonce, header, headerLength, destination + length, TagLength);
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)]), SkipLocalsInit]
    private static int OnDecrypt(
        byte* destination,
        void* aead,
        nint* context,
        byte* ciphertext,
        nuint length,
        byte* nonce,
        nuint nonceLength,
        byte* header,
        nuint headerLength
    )
    {
        if (!PacketKey.IsOurs(*context))
            return LibraryDecrypt(destination, aead, context, ciphertext, length, nonce, nonceLength, header, headerLength);
        if (length < TagLength)
            return QuicError.Decrypt;
        var state = stackalloc byte[NativeGcm.ContextSize];
        var tag = stackalloc byte[TagLength];
        length -= TagLength;
        NativeGcm.Decrypt(PacketKey.Memory(*context), state, destination, ciphertext, length, nonce, header, headerLength, tag, TagLength);
        // All bytes at once, so that the time tells nothing about which of them differ.
        return Vector128.Load(tag) == Vector128.Load(ciphertext + length) ? 0 : QuicError.Decrypt;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnMask(byte* mask, void* cipher, nint* context, byte* sample)
    {
        if (!PacketKey.IsOurs(*context))
            return LibraryMask(mask, cipher, context, sample);
        HeaderKey.Mask(*context, sample, mask);
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnDeleteHeaderKey(nint connection, nint* context, nint userData)
    {
        if (PacketKey.IsOurs(*context))
            HeaderKey.Free(*context);
        else
            LibraryDeleteHeaderKey(connection, context, userData);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnDelete(nint connection, nint* context, nint userData)
    {
        if (PacketKey.IsOurs(*context))
            PacketKey.Free(*context);
        else
            LibraryDelete(connection, context, userData);
    }
}
