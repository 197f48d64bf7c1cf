using System.Globalization;
using System.Text.RegularExpressions;

namespace SocketWarp.SystemTests.Telemetry;

/// <summary>The metrics of a scrape, read as strictly as the text format is written.</summary>
internal static partial class PrometheusText
{
    /// <summary>Every sample, by its name and labels.</summary>
    public static IReadOnlyDictionary<string, double> Parse(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var samples = new Dictionary<string, double>();
        var types = new HashSet<string>();
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            if (line.StartsWith('#'))
            {
                var comment = Comment().Match(line);
                Assert.True(comment.Success || line == "# EOF", line);
                if (comment.Groups["kind"].Value == "TYPE")
                    Assert.True(types.Add(comment.Groups["name"].Value), $"a second type: {line}");
                continue;
            }

            var sample = Sample().Match(line);
            Assert.True(sample.Success, line);
            samples.Add(
                sample.Groups["series"].Value,
                double.Parse(
                    sample.Groups["value"].Value.Replace("Inf", "Infinity", StringComparison.Ordinal),
                    NumberStyles.Float,
                    CultureInfo.InvariantCulture
                )
            );
        }

        return samples;
    }

    [GeneratedRegex("""^# (?<kind>HELP|TYPE|UNIT) (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)( .*)?$""")]
    private static partial Regex Comment();

    [GeneratedRegex(
        """^(?<series>[a-zA-Z_:][a-zA-Z0-9_:]*(\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\[\\"n])*",?)*\})?) """
            + """(?<value>[-+]?(\d+(\.\d+)?([eE][-+]?\d+)?|Inf)|NaN)( -?\d+(\.\d+)?)?$"""
    )]
    private static partial Regex Sample();
}
