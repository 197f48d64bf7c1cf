using System.ComponentModel;
using System.Globalization;
using System.Net;

namespace SocketWarp.ServiceDefaults.Settings;

/// <summary>Text to value. Durations need a unit: the runtime's own converter reads "5" as five days.</summary>
internal static class SettingParser
{
    private static readonly (string Suffix, TimeSpan Unit)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)),
        ("d", TimeSpan.FromDays(1)),
    ];

    public static bool IsScalar(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(IPAddress) || type == typeof(IPEndPoint) || TypeDescriptor.GetConverter(type).CanConvertFrom(typeof(string));
    }

    /// <summary>Reads a value; when it cannot be read, <paramref name="fix"/> says what to write.</summary>
    public static bool TryParse(Type type, string text, out object? value, out string fix)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        fix = Fix(type);
        value = null;
        if (type == typeof(TimeSpan)) return TryParseDuration(text, out value);
        if (type == typeof(IPAddress)) return (value = IPAddress.TryParse(text, out var address) ? address : null) is not null;
        if (type == typeof(IPEndPoint)) return (value = IPEndPoint.TryParse(text, out var endPoint) ? endPoint : null) is not null;
        if (type.IsEnum && !Enum.GetNames(type).Contains(text, StringComparer.OrdinalIgnoreCase)) return false;
        try
        {
            value = TypeDescriptor.GetConverter(type).ConvertFrom(null, CultureInfo.InvariantCulture, text);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or NotSupportedException or OverflowException)
        {
            return false;
        }
    }

    public static string Format(TimeSpan duration)
    {
        foreach (var (suffix, unit) in Units.Reverse())
        {
            if (duration != TimeSpan.Zero && duration.Ticks % unit.Ticks == 0) return $"{duration.Ticks / unit.Ticks}{suffix}";
        }

        return duration == TimeSpan.Zero ? "0s" : duration.ToString("c", CultureInfo.InvariantCulture);
    }

    private static bool TryParseDuration(string text, out object? value)
    {
        value = null;
        text = text.Trim();
        if (text.Contains(':'))
        {
            if (!TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var duration)) return false;
            value = duration;
            return true;
        }

        foreach (var (suffix, unit) in Units)
        {
            if (!text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)) continue;
            if (!double.TryParse(text.AsSpan(0, text.Length - suffix.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)) continue;
            if (count > TimeSpan.MaxValue / unit) return false;
            value = count * unit;
            return true;
        }

        return false;
    }

    private static string Fix(Type type)
    {
        if (type == typeof(TimeSpan)) return "write a duration with its unit, such as 500ms, 5s, 2m or 00:00:05";
        if (type == typeof(bool)) return "write true or false";
        if (type.IsEnum) return $"write one of {string.Join(", ", Enum.GetNames(type).Select(n => n.ToLowerInvariant()))}";
        if (type == typeof(IPAddress)) return "write an IP address, such as 0.0.0.0 or ::1";
        if (type == typeof(IPEndPoint)) return "write address:port, such as 127.0.0.1:8080 or [::1]:8080";
        if (type == typeof(Uri)) return "write an absolute URL";
        return type == typeof(double) ? "write a number" : "write a whole number that fits";
    }
}
