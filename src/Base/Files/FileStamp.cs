using System.Security.Cryptography;

namespace SocketWarp.Base.Files;

/// <summary>
/// The state of some files, to compare with another state. It is made from their content, not from times or inode numbers: a symbolic link that
/// points elsewhere, a copy that kept its time and a rename all count as changes; writing the same content again does not.
/// </summary>
public sealed record FileStamp
{
    /// <summary>The longest PEM file that is read; <c>PemFile</c> refuses longer ones.</summary>
    private const int MaxLength = 1024 * 1024;

    private readonly string _digest;

    private FileStamp(string digest) => _digest = digest;

    /// <summary>Reads the files: some kilobytes, about 20 µs for each.</summary>
    public static FileStamp Of(IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in paths)
            hash.AppendData(Digest(path));
        return new FileStamp(Convert.ToHexString(hash.GetHashAndReset()));
    }

    /// <summary>32 bytes for every file, so that the digests of two files never run into each other.</summary>
    private static byte[] Digest(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            var buffer = new byte[Math.Min(file.Length, MaxLength) + 1];
            var length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            var digest = SHA256.HashData(buffer.AsSpan(0, length));
            // Private keys are among the files.
            CryptographicOperations.ZeroMemory(buffer);
            return digest;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return new byte[SHA256.HashSizeInBytes];
        }
    }
}
