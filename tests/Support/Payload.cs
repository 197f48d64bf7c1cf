using System.Security.Cryptography;

namespace SocketWarp.TestSupport;

/// <summary>A long pseudo-random byte sequence that is made as it is read and never held, with its hash.</summary>
public sealed class Payload(int seed, long length)
{
    private readonly Random _random = new(seed);
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public long Left { get; private set; } = length;

    /// <returns>Bytes made; 0 at the end.</returns>
    public int Fill(Span<byte> buffer)
    {
        buffer = buffer[..(int)Math.Min(buffer.Length, Left)];
        _random.NextBytes(buffer);
        _hash.AppendData(buffer);
        Left -= buffer.Length;
        return buffer.Length;
    }

    /// <summary>SHA-256 of what has been made.</summary>
    public string Hash() => Convert.ToHexString(_hash.GetCurrentHash());
}
