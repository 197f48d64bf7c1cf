using System.Runtime.InteropServices;
using System.Security.Cryptography;
using SocketWarp.Transport.Ngtcp2.Interop;

namespace SocketWarp.Transport.Ngtcp2.Protection;

/// <summary>
/// An expanded AES-128-GCM key in native memory, as a context of ngtcp2. Its lowest bit tells it from contexts of GnuTLS, which are
/// aligned addresses.
/// </summary>
internal static unsafe class PacketKey
{
    private const nint Mark = 1;

    public static nint Create(ReadOnlySpan<byte> key)
    {
        var memory = NativeMemory.AlignedAlloc(NativeGcm.KeyDataSize, NativeGcm.KeyDataAlignment);
        fixed (byte* bytes = key) NativeGcm.Prepare(bytes, memory);
        return (nint)memory | Mark;
    }

    public static bool IsOurs(nint context) => (context & Mark) != 0;

    public static void* Memory(nint context) => (void*)(context & ~Mark);

    public static void Free(nint context)
    {
        var memory = Memory(context);
        CryptographicOperations.ZeroMemory(new Span<byte>(memory, NativeGcm.KeyDataSize));
        NativeMemory.AlignedFree(memory);
    }
}
