using System.Security.Cryptography;
using System.Text;

namespace SocketWarp.ScepServer.Clients;

/// <summary>PBKDF2 (RFC 8018) of one-time secrets: people choose some of them, so that a plain hash would be guessed.</summary>
internal static class SecretHash
{
    /// <summary>About 30 ms: 500 enrolments at once still take seconds, and whoever steals the journal gets 30 guesses a second and core for a secret of minutes.</summary>
    public const int Iterations = 100_000;

    private const int SaltBytes = 16;

    // What an unknown client's secret is compared with, so that the time of a refusal does not tell which clients there are.
    private static readonly ClientSecret Nobody = Create("", default, null, "");

    public static ClientSecret Create(string secret, DateTimeOffset deleteAt, TimeSpan? pendingPeriod, string pendingText)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return new ClientSecret
        {
            Salt = salt,
            Hash = Hash(secret, salt, Iterations),
            Iterations = Iterations,
            DeleteAt = deleteAt,
            PendingPeriod = pendingPeriod,
            PendingText = pendingText,
        };
    }

    /// <param name="stored">Null: there is none; that takes as long as any other.</param>
    public static bool Matches(string secret, ClientSecret? stored)
    {
        var against = stored ?? Nobody;
        return CryptographicOperations.FixedTimeEquals(Hash(secret, against.Salt, against.Iterations), against.Hash) && stored is not null;
    }

    private static byte[] Hash(string secret, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(secret), salt, iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
}
