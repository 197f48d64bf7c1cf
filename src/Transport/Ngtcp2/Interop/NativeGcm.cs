using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SocketWarp.Transport.Ngtcp2.Interop;

/// <summary>
/// AES-128-GCM of libIPSec_MB 1.x (intel-ipsec-mb.h) for CPUs with VAES and AVX-512: a packet costs a fifth of what GnuTLS 3.7 needs.
/// The library is optional. Its functions for one kind of CPU need no set-up; they must not be called on another kind.
/// </summary>
internal static unsafe class NativeGcm
{
    public const string Library = "libIPSec_MB.so.1";

    /// <summary>Room for struct gcm_key_data, which has 1,008 bytes in 1.3.</summary>
    public const int KeyDataSize = 2048;

    public const int KeyDataAlignment = 64;

    /// <summary>Room for struct gcm_context_data, which has 88 bytes in 1.3.</summary>
    public const int ContextSize = 256;

    private static readonly Lazy<string?> Bound = new(Bind);

    /// <summary>null when the functions can be used, else why not.</summary>
    public static string? Fault => Bound.Value;

    /// <summary>void (const void *key, struct gcm_key_data *)</summary>
    public static delegate* unmanaged[Cdecl]<byte*, void*, void> Prepare { get; private set; }

    /// <summary>void (const struct gcm_key_data *, struct gcm_context_data *, out, in, length, iv, aad, aad length, tag, tag length)</summary>
    public static delegate* unmanaged[Cdecl, SuppressGCTransition]<void*, void*, byte*, byte*, ulong, byte*, byte*, ulong, byte*, ulong, void> Encrypt
    {
        get;
        private set;
    }

    public static delegate* unmanaged[Cdecl, SuppressGCTransition]<void*, void*, byte*, byte*, ulong, byte*, byte*, ulong, byte*, ulong, void> Decrypt
    {
        get;
        private set;
    }

    /// <summary>void (const void *key, void *round keys in order)</summary>
    public static delegate* unmanaged[Cdecl]<byte*, void*, void> ExpandKey { get; private set; }

    private static string? Bind()
    {
        if (!VectorInstructions.Exist)
            return "the CPU has no VAES with AVX-512";
        if (!NativeLibraries.TryLoad(Library, out var library))
            return $"{Library} was not found";
        if (
            !NativeLibrary.TryGetExport(library, "aes_gcm_pre_128_vaes_avx512", out var prepare)
            || !NativeLibrary.TryGetExport(library, "aes_gcm_enc_128_vaes_avx512", out var encrypt)
            || !NativeLibrary.TryGetExport(library, "aes_gcm_dec_128_vaes_avx512", out var decrypt)
            || !NativeLibrary.TryGetExport(library, "aes_keyexp_128_enc_avx512", out var expand)
        )
            return $"{Library} lacks the functions of version 1.3";
        Prepare = (delegate* unmanaged[Cdecl]<byte*, void*, void>)prepare;
        Encrypt = (delegate* unmanaged[Cdecl, SuppressGCTransition]<void*, void*, byte*, byte*, ulong, byte*, byte*, ulong, byte*, ulong, void>)encrypt;
        Decrypt = (delegate* unmanaged[Cdecl, SuppressGCTransition]<void*, void*, byte*, byte*, ulong, byte*, byte*, ulong, byte*, ulong, void>)decrypt;
        ExpandKey = (delegate* unmanaged[Cdecl]<byte*, void*, void>)expand;
        return AgreesWithSystem() && ExpandsLikeStandard() ? null : $"{Library} computes something else than AES-GCM";
    }

    /// <summary>Encrypts one packet and decrypts it: these functions have no version to ask for, and this tells whether they are what we think.</summary>
    private static bool AgreesWithSystem()
    {
        const int Length = 333,
            TagLength = 16;
        byte[] key = RandomNumberGenerator.GetBytes(16),
            iv = RandomNumberGenerator.GetBytes(12),
            header = RandomNumberGenerator.GetBytes(21);
        byte[] text = RandomNumberGenerator.GetBytes(Length),
            expected = new byte[Length + TagLength],
            actual = new byte[Length + TagLength],
            back = new byte[Length + TagLength];
        using (var system = new AesGcm(key, TagLength))
            system.Encrypt(iv, text, expected.AsSpan(0, Length), expected.AsSpan(Length), header);
        var prepared = NativeMemory.AlignedAlloc(KeyDataSize, KeyDataAlignment);
        var context = stackalloc byte[ContextSize];
        fixed (
            byte* k = key,
                i = iv,
                h = header,
                t = text,
                a = actual,
                b = back
        )
        {
            Prepare(k, prepared);
            Encrypt(prepared, context, a, t, Length, i, h, (ulong)header.Length, a + Length, TagLength);
            Decrypt(prepared, context, b, a, Length, i, h, (ulong)header.Length, b + Length, TagLength);
        }

        NativeMemory.AlignedFree(prepared);
        return actual.AsSpan().SequenceEqual(expected)
            && back.AsSpan(0, Length).SequenceEqual(text)
            && back.AsSpan(Length).SequenceEqual(expected.AsSpan(Length));
    }

    /// <summary>The example of FIPS 197, appendix A.1: its last round key.</summary>
    private static bool ExpandsLikeStandard()
    {
        const int Expanded = 11 * 16;
        var keys = NativeMemory.AlignedAlloc(Expanded, KeyDataAlignment);
        fixed (byte* key = Convert.FromHexString("2b7e151628aed2a6abf7158809cf4f3c"))
            ExpandKey(key, keys);
        var last = Convert.ToHexString(new ReadOnlySpan<byte>(keys, Expanded)[^16..]);
        NativeMemory.AlignedFree(keys);
        return last == "D014F9A8C9EE2589E13F0CC8B6630CA6";
    }
}
