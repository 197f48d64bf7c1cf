using System.Security.Cryptography;

namespace SocketWarp.ControlApi.Assignments;

/// <summary>Ids of assignments whose callers name none.</summary>
internal static class AssignmentIds
{
    // No vowels: an id is never a word. 8 of 28 characters: with 10,000 ids a new one is in use once in 37 million times, and then refused.
    private const string Alphabet = "bcdfghjkmnpqrstvwxz023456789";
    private const int Length = 8;

    public static string New() => RandomNumberGenerator.GetString(Alphabet, Length);
}
