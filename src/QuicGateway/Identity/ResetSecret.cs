using System.Security.Cryptography;
using SocketWarp.Base;
using SocketWarp.Base.State;

namespace SocketWarp.QuicGateway.Identity;

/// <summary>The 32 bytes from which stateless resets are made; kept, so that a gateway that was killed can tell its old peers at once.</summary>
internal static class ResetSecret
{
    public const string FileName = "reset-secret";

    private const int Length = 32;

    /// <exception cref="StartupException">when the file cannot be read or written, or holds something else</exception>
    public static byte[] LoadOrCreate(StateDirectory state)
    {
        var path = state.File(FileName);
        try
        {
            if (!File.Exists(path))
                PrivateFiles.Replace(path, RandomNumberGenerator.GetBytes(Length));
            var secret = File.ReadAllBytes(path);
            return secret.Length == Length ? secret : throw new StartupException($"{path} has {secret.Length} bytes instead of {Length}: remove it");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{path} cannot be used ({e.Message}): make room, or give this user the right to read and write it", e);
        }
    }
}
