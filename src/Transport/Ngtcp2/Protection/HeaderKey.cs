using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using SocketWarp.Transport.Ngtcp2.Interop;
using Aes = System.Runtime.Intrinsics.X86.Aes;

namespace SocketWarp.Transport.Ngtcp2.Protection;

/// <summary>
/// An AES-128 key of header protection (RFC 9001 section 5.4.3), expanded in native memory, as a context of ngtcp2 with the mark of
/// <see cref="PacketKey"/>. Where <see cref="NativeGcm"/> works the CPU has AES instructions.
/// </summary>
internal static unsafe class HeaderKey
{
    private const int Rounds = 10;
    private const int Size = (Rounds + 1) * 16;

    public static nint Create(byte* key)
    {
        var keys = NativeMemory.AlignedAlloc(Size, 16);
        NativeGcm.ExpandKey(key, keys);
        return (nint)keys | PacketKey.Mark;
    }

    /// <summary>Encrypts the sample; the first five bytes of that are the mask.</summary>
    public static void Mask(nint context, byte* sample, byte* mask)
    {
        var keys = Of(context);
        var block = Vector128.Load(sample) ^ keys[0];
        for (var round = 1; round < Rounds; round++)
            block = Aes.Encrypt(block, keys[round]);
        block = Aes.EncryptLast(block, keys[Rounds]);
        *(uint*)mask = block.AsUInt32().ToScalar();
        mask[sizeof(uint)] = block.GetElement(sizeof(uint));
    }

    public static void Free(nint context)
    {
        var keys = Of(context);
        CryptographicOperations.ZeroMemory(new Span<byte>(keys, Size));
        NativeMemory.AlignedFree(keys);
    }

    private static Vector128<byte>* Of(nint context) => (Vector128<byte>*)(context & ~PacketKey.Mark);
}
