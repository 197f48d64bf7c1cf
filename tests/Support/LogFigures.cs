using System.Text.RegularExpressions;

namespace SocketWarp.TestSupport;

/// <summary>Figures in a log that people stumble over: a count of nothing, a pause of nothing, a duration as a clock shows it.</summary>
public static partial class LogFigures
{
    /// <summary>The lines that have one.</summary>
    public static IEnumerable<string> Faults(string log)
    {
        ArgumentNullException.ThrowIfNull(log);
        return log.Split('\n').Where(l => Fault().IsMatch(l));
    }

    // Times of day stand behind a T or a blank and a date.
    [GeneratedRegex(@"\b0 (tunnels|sessions|streams|more)\b|\b(in|within) 0 ?(s|ms)\b|(?<![T\d] ?|\d\d-\d\d )\b\d\d:\d\d:\d\d\b")]
    private static partial Regex Fault();
}
