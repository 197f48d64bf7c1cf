using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SocketWarp.AllInOne.Demo;

/// <summary>
/// Bytes that depend on their position, so that whatever is lost, doubled or moved changes the hash. Both ends compute them and nobody stores them.
/// </summary>
internal static class TestPattern
{
    private const int WordSize = sizeof(ulong);

    /// <summary>Fills <paramref name="buffer"/>, a multiple of 8 bytes, with the pattern from <paramref name="offset"/>, a multiple of 8, on.</summary>
    public static void Fill(Span<byte> buffer, long offset)
    {
        var word = (ulong)(offset / WordSize);
        for (var i = 0; i + WordSize <= buffer.Length; i += WordSize)
            BinaryPrimitives.WriteUInt64LittleEndian(buffer[i..], Mix(word++));
    }

    /// <summary>SHA-256 of the first <paramref name="count"/> bytes, in lower-case hex.</summary>
    public static string Hash(long count)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[64 * 1024];
        for (long offset = 0; offset < count; offset += buffer.Length)
        {
            Fill(buffer, offset);
            hash.AppendData(buffer, 0, (int)Math.Min(buffer.Length, count - offset));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // SplitMix64: neighbouring numbers become words that do not compress and do not repeat.
    private static ulong Mix(ulong value)
    {
        value = (value + 1) * 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
