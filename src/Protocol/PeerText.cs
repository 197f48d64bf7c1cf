using System.Text;

namespace SocketWarp.Protocol;

/// <summary>Text of others, made fit for a log line, a message or a reason on the wire.</summary>
public static class PeerText
{
    /// <summary>Limits the bytes of UTF-8, and replaces control characters and broken surrogates with <c>?</c>.</summary>
    public static string Clean(string? text, int maxBytes = ProtocolLimits.MaxReason)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var clean = new StringBuilder(Math.Min(text.Length, maxBytes));
        var bytes = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var shown = IsPrintable(rune) ? rune : new Rune('?');
            bytes += shown.Utf8SequenceLength;
            if (bytes > maxBytes)
                break;
            clean.Append(shown);
        }

        return clean.ToString();
    }

    /// <summary>Puts a value in quotes, for messages that name it: <c>"db:70000"</c>.</summary>
    public static string Quote(string? text)
    {
        var clean = Clean(text, 120);
        return clean.Length < (text?.Length ?? 0) ? $"\"{clean}…\"" : $"\"{clean}\"";
    }

    /// <summary>Whether a character is neither control nor invisible formatting (which can reorder a line on a terminal), nor half a surrogate pair.</summary>
    internal static bool IsPrintable(Rune rune) =>
        Rune.GetUnicodeCategory(rune) switch
        {
            System.Globalization.UnicodeCategory.Control
            or System.Globalization.UnicodeCategory.Format
            or System.Globalization.UnicodeCategory.LineSeparator
            or System.Globalization.UnicodeCategory.ParagraphSeparator => false,
            _ => rune != Rune.ReplacementChar,
        };
}
