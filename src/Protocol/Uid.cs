using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SocketWarp.Protocol;

/// <summary>
/// The identity in a connector's certificate (subject CN). The rules are as wide as existing certificates need and as narrow as
/// the places need where a uid appears: a SCEP challenge is <c>uid\secret</c>, the legacy header uses <c>|</c>, REST paths <c>/</c>.
/// Uids compare by ordinal: <c>Edge</c> and <c>edge</c> are two.
/// </summary>
public static class Uid
{
    /// <summary>
    /// 1 to 64 characters (Unicode code points), each printable and none of space, <c>/</c>, <c>\</c> and <c>|</c>; not <c>.</c> or <c>..</c>.
    /// </summary>
    /// <param name="error">A whole message that names the value and the fix.</param>
    public static bool TryValidate([NotNullWhen(true)] string? text, [NotNullWhen(false)] out string? error)
    {
        var problem = Check(text);
        error = problem is null ? null : $"uid {PeerText.Quote(text)} {problem}";
        return problem is null;
    }

    private static string? Check(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "is empty: give 1 to 64 characters";
        if (text is "." or "..")
            return "is a path segment of its own: choose another name";
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (++length > ProtocolLimits.MaxUid)
                return "is longer than 64 characters: choose a shorter name";
            if (rune.Value is '/' or '\\' or '|' || Rune.IsWhiteSpace(rune) || !PeerText.IsPrintable(rune))
                return $"has the character U+{rune.Value:X4}: leave out spaces, control characters, '/', '\\' and '|'";
        }

        return null;
    }
}
