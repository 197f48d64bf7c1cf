namespace SocketWarp.Bench.Report;

/// <summary>Figures as people read them: three digits are all that a noisy machine gives.</summary>
internal static class Figures
{
    public static string Format(double? value) =>
        value switch
        {
            null => "–",
            0 => "0",
            >= 100 or <= -100 => $"{value:0}",
            >= 10 or <= -10 => $"{value:0.0}",
            >= 0.01 or <= -0.01 => $"{value:0.00}",
            _ => $"{value:0.0000}",
        };

    public static string Ratio(double? value, double? to) => value is { } one && to is { } other && other != 0 ? $"{one / other:0.00}×" : "–";
}
