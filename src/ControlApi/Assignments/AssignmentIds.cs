using System.Security.Cryptography;
using SocketWarp.Protocol;

namespace SocketWarp.ControlApi.Assignments;

/// <summary>Ids of assignments and gateways: they stand in paths, logs and commands.</summary>
internal static class AssignmentIds
{
    public const string Fix = "write 1 to 64 of a-z, 0-9, '-', '_' and '.', beginning with a letter or digit";

    // No vowels: an id is never a word. 8 of 28 characters: with 10,000 ids a new one is in use once in 37 million times, and then refused.
    private const string Alphabet = "bcdfghjkmnpqrstvwxz023456789";
    private const int Length = 8;

    public static string New() => RandomNumberGenerator.GetString(Alphabet, Length);

    public static bool IsValid(string id) =>
        id.Length is > 0 and <= ControlContract.MaxId && IsFirst(id[0]) && id.All(c => IsFirst(c) || c is '-' or '_' or '.');

    private static bool IsFirst(char c) => c is >= 'a' and <= 'z' or >= '0' and <= '9';
}
