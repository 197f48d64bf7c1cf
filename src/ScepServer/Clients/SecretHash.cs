using System.Security.Cryptography;
using System.Text;

namespace SocketWarp.ScepServer.Clients;

/// <summary>PBKDF2 (RFC 8018) of one-time secrets: of those that people choose a plain hash would be guessed.</summary>
internal static class SecretHash
{
    /// <summary>Takes about 30 ms: 500 enrolments at once still take seconds, and a thief of the store gets 30 guesses a second and core.</summary>
    public const int Iterations = 100_000;

    /// <summary>The rounds for secrets that are chosen here: nobody tries 148 bits, however fast a guess is.</summary>
    public const int IterationsOfRandom = 1;

    private const int SaltBytes = 16;

    // What an unknown client's secret is compared with, so that the time of a refusal does not tell which clients there are.
    private static readonly ClientSecret Nobody = Create("", Iterations, default, null, "");

    public static ClientSecret Create(string secret, int iterations, DateTimeOffset deleteAt, TimeSpan? pendingPeriod, string pendingText)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return new ClientSecret
        {
            Salt = salt,
            Hash = Hash(secret, salt, iterations),
            Iterations = iterations,
            DeleteAt = deleteAt,
            PendingPeriod = pendingPeriod,
            PendingText = pendingText,
        };
    }

    /// <param name="stored">Null without a secret; the answer takes as long as any other.</param>
    public static bool Matches(string secret, ClientSecret? stored)
    {
        if (stored is { Iterations: < Iterations } && Equals(secret, stored))
            return true;
        // Each refusal costs a slow hash, whatever was stored.
        var against = stored is { Iterations: >= Iterations } ? stored : Nobody;
        return Equals(secret, against) && ReferenceEquals(against, stored);
    }

    private static bool Equals(string secret, ClientSecret stored) =>
        CryptographicOperations.FixedTimeEquals(Hash(secret, stored.Salt, stored.Iterations), stored.Hash);

    private static byte[] Hash(string secret, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(secret), salt, iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
}
