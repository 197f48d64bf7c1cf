using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Primitives;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Web.Http.Keys;

/// <summary>The header by which callers say that a request is a repeat: a string of RFC 8941, <c>"…"</c>, or the same without quotes.</summary>
internal static class RequestKeyHeader
{
    public const string Name = "Idempotency-Key";

    /// <summary>Characters of a key: three UUIDs, and a key is looked up by a digest of it.</summary>
    public const int MaxLength = 128;

    private const string Fix = "send one key of 1 to 128 visible characters, new for each request and the same for its repeats, such as a UUID";

    public static bool TryRead(StringValues header, [NotNullWhen(true)] out string? key, [NotNullWhen(false)] out ApiProblem? problem)
    {
        key = header.Count == 1 ? Unquote(header[0]!.Trim()) : null;
        var fault =
            header.Count > 1 ? $"{Name} is there {header.Count} times"
            : key is null ? $"{Name} is not a key"
            : key.Length is 0 ? $"{Name} is empty"
            : key.Length > MaxLength ? $"{Name} has {key.Length} characters"
            : null;
        problem = fault is null ? null : Problems.Malformed(Name, key is { Length: <= MaxLength } ? key : null, fault, Fix);
        return fault is null;
    }

    /// <returns>Null when it is neither a string nor a word.</returns>
    private static string? Unquote(string text)
    {
        if (!text.StartsWith('"'))
            return text.All(c => c is > ' ' and <= '~' and not ('"' or '\\' or ',' or ';')) ? text : null;
        var key = new List<char>(text.Length);
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '"')
                return i == text.Length - 1 ? string.Concat(key) : null;
            if (text[i] == '\\' && ++i < text.Length && text[i] is not ('"' or '\\'))
                return null;
            if (i >= text.Length || text[i] is < ' ' or > '~')
                return null;
            key.Add(text[i]);
        }

        return null;
    }
}
