using System.Security.Cryptography;

namespace SocketWarp.TestSupport;

/// <summary>Hashes and counts what arrives.</summary>
public sealed class PayloadHash
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public long Length { get; private set; }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        _hash.AppendData(bytes);
        Length += bytes.Length;
    }

    /// <summary>SHA-256 of what has been added.</summary>
    public string Hash() => Convert.ToHexString(_hash.GetCurrentHash());
}
