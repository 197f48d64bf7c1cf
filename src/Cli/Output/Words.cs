using System.Globalization;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Cli.Output;

/// <summary>Values in words and figures that people read at a glance.</summary>
internal static class Words
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    public static string Bytes(ulong count)
    {
        var unit = 0;
        double value = count;
        for (; value >= 1024 && unit < Units.Length - 1; unit++)
            value /= 1024;
        return unit == 0 ? $"{count} B" : string.Create(CultureInfo.InvariantCulture, $"{value:0.0} {Units[unit]}");
    }

    /// <summary>The largest unit that fits, cut: 90 s are <c>1m</c>.</summary>
    public static string Ago(TimeSpan age) =>
        age switch
        {
            { TotalDays: >= 1 } => $"{(int)age.TotalDays}d",
            { TotalHours: >= 1 } => $"{(int)age.TotalHours}h",
            { TotalMinutes: >= 1 } => $"{(int)age.TotalMinutes}m",
            _ => $"{Math.Max(0, (int)age.TotalSeconds)}s",
        };

    public static string Milliseconds(double? value) => value is null ? Cell.None : string.Create(CultureInfo.InvariantCulture, $"{value.Value:0.0} ms");

    public static string Name(AssignmentStatus state) => state.ToString().ToLowerInvariant();

    public static string Name(ConnectorStatus state) => state.ToString().ToLowerInvariant();

    public static Cell Reachable(TargetProbeView? probe) =>
        probe is null ? Cell.None
        : probe.Reachable ? new Cell("yes", Tone.Good)
        : new Cell("no", Tone.Bad);

    public static Cell State(AssignmentStatus state) =>
        new(
            Name(state),
            state switch
            {
                AssignmentStatus.Listening => Tone.Good,
                AssignmentStatus.Failed => Tone.Bad,
                _ => Tone.Warning,
            }
        );
}
