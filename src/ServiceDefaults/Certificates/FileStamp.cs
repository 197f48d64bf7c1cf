using System.Security.Cryptography;

namespace SocketWarp.ServiceDefaults.Certificates;

/// <summary>
/// The state of some files, so that two states can be compared. It is made of what they hold, not of their times and numbers: a symbolic link that
/// points elsewhere, a copy that kept its time and a rename all count, and writing the same again does not.
/// </summary>
public sealed record FileStamp
{
    /// <summary>PEM files are read up to this length, see <c>PemFile</c>; what is longer is refused for that.</summary>
    private const int MaxLength = 1024 * 1024;

    private readonly string _digest;

    private FileStamp(string digest) => _digest = digest;

    /// <summary>Some kilobytes, about 20 µs for each file.</summary>
    public static FileStamp Of(IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in paths) hash.AppendData(Digest(path));
        return new FileStamp(Convert.ToHexString(hash.GetHashAndReset()));
    }

    /// <summary>32 bytes whatever the file is, so that two files never look like two others.</summary>
    private static byte[] Digest(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            var buffer = new byte[Math.Min(file.Length, MaxLength) + 1];
            var length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            var digest = SHA256.HashData(buffer.AsSpan(0, length));
            // Keys are among them.
            CryptographicOperations.ZeroMemory(buffer);
            return digest;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return new byte[SHA256.HashSizeInBytes];
        }
    }
}
