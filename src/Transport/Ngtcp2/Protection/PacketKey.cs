using System.Runtime.InteropServices;
using System.Security.Cryptography;
using SocketWarp.Transport.Ngtcp2.Interop;

namespace SocketWarp.Transport.Ngtcp2.Protection;

/// <summary>
/// An AES-128-GCM key in native memory, as a context of ngtcp2. Its lowest bit tells it from contexts of GnuTLS, which are aligned
/// addresses. It is expanded when it is first used: each connection holds the two of its next key phase, which may never come.
/// </summary>
internal static unsafe class PacketKey
{
    /// <summary>The mark of contexts that are ours.</summary>
    public const nint Mark = 1;

    public static nint Create(ReadOnlySpan<byte> key)
    {
        var state = (State*)NativeMemory.AllocZeroed((nuint)sizeof(State));
        key.CopyTo(new Span<byte>(state->Key, KeySchedule.KeyLength));
        return (nint)state | Mark;
    }

    public static bool IsOurs(nint context) => (context & Mark) != 0;

    /// <summary>What NativeGcm works with.</summary>
    public static void* Memory(nint context)
    {
        var state = Of(context);
        return state->Expanded != null ? state->Expanded : Expand(state);
    }

    public static void Free(nint context)
    {
        var state = Of(context);
        if (state->Expanded != null)
        {
            CryptographicOperations.ZeroMemory(new Span<byte>(state->Expanded, NativeGcm.KeyDataSize));
            NativeMemory.AlignedFree(state->Expanded);
        }

        CryptographicOperations.ZeroMemory(new Span<byte>(state, sizeof(State)));
        NativeMemory.Free(state);
    }

    private static State* Of(nint context) => (State*)(context & ~Mark);

    private static void* Expand(State* state)
    {
        state->Expanded = NativeMemory.AlignedAlloc(NativeGcm.KeyDataSize, NativeGcm.KeyDataAlignment);
        NativeGcm.Prepare(state->Key, state->Expanded);
        CryptographicOperations.ZeroMemory(new Span<byte>(state->Key, KeySchedule.KeyLength));
        return state->Expanded;
    }

    private struct State
    {
        public void* Expanded; // null until then
        public fixed byte Key[KeySchedule.KeyLength];
    }
}
