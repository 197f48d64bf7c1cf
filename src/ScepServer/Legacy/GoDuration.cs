using System.Globalization;
using System.Text.RegularExpressions;

namespace SocketWarp.ScepServer.Legacy;

/// <summary>Durations as the original's callers write them: <c>30m</c>, <c>1h30m</c>, <c>1.5h</c>, <c>500ms</c>; <c>7d</c> is ours.</summary>
internal static partial class GoDuration
{
    private static readonly Dictionary<string, TimeSpan> Units = new()
    {
        ["ns"] = TimeSpan.Zero,
        ["us"] = TimeSpan.FromMicroseconds(1),
        ["µs"] = TimeSpan.FromMicroseconds(1),
        ["ms"] = TimeSpan.FromMilliseconds(1),
        ["s"] = TimeSpan.FromSeconds(1),
        ["m"] = TimeSpan.FromMinutes(1),
        ["h"] = TimeSpan.FromHours(1),
        ["d"] = TimeSpan.FromDays(1),
    };

    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        if (text is null || text.Length > 64)
            return false;
        if (text == "0")
            return true;
        if (Whole().Match(text) is not { Success: true } match)
            return false;
        for (var i = 0; i < match.Groups["number"].Captures.Count; i++)
        {
            var part =
                double.Parse(match.Groups["number"].Captures[i].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture)
                * Units[match.Groups["unit"].Captures[i].Value].TotalSeconds;
            if (duration.TotalSeconds + part > TimeSpan.FromDays(36500).TotalSeconds)
                return false;
            duration += TimeSpan.FromSeconds(part);
        }

        return true;
    }

    [GeneratedRegex(@"\A((?<number>[0-9]{1,18}(\.[0-9]{0,9})?)(?<unit>ns|us|µs|ms|s|m|h|d))+\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Whole();
}
