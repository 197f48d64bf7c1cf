using System.Globalization;

namespace SocketWarp.Base;

/// <summary>Durations as people write them. They need a unit: the runtime's own converter reads "5" as five days.</summary>
public static class DurationText
{
    private static readonly (string Suffix, TimeSpan Unit)[] Units =
    [
        ("us", TimeSpan.FromMicroseconds(1)),
        ("ms", TimeSpan.FromMilliseconds(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)),
        ("d", TimeSpan.FromDays(1)),
    ];

    /// <summary>Reads <c>50us</c>, <c>500ms</c>, <c>1.5s</c>, <c>2m</c>, <c>1h</c>, <c>1d</c> and <c>00:00:05</c>.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        text = text.Trim();
        duration = default;
        if (text.Contains(':', StringComparison.Ordinal))
            return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out duration);
        foreach (var (suffix, unit) in Units)
        {
            if (!text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
                continue;
            if (!double.TryParse(text.AsSpan(0, text.Length - suffix.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count))
                continue;
            if (count > TimeSpan.MaxValue / unit)
                return false;
            duration = count * unit;
            return true;
        }

        return false;
    }

    /// <summary>Formats for people: to the millisecond, and anything shorter as 1ms, so that a pause never reads as zero.</summary>
    public static string Rounded(TimeSpan duration) =>
        Format(duration == TimeSpan.Zero ? duration : TimeSpan.FromMilliseconds(Math.Max(1, Math.Round(duration.TotalMilliseconds))));

    /// <summary>Says when something happens that waits for this long first.</summary>
    public static string Until(TimeSpan pause) => pause <= TimeSpan.Zero ? "at once" : $"in {Rounded(pause)}";

    /// <summary>The text with the largest unit that leaves a whole number.</summary>
    public static string Format(TimeSpan duration)
    {
        foreach (var (suffix, unit) in Units.Reverse())
        {
            if (duration != TimeSpan.Zero && duration.Ticks % unit.Ticks == 0)
                return $"{duration.Ticks / unit.Ticks}{suffix}";
        }

        return duration == TimeSpan.Zero ? "0s" : duration.ToString("c", CultureInfo.InvariantCulture);
    }
}
