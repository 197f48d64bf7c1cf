using System.ComponentModel;
using System.Globalization;
using System.Net;

namespace SocketWarp.Base.Settings;

/// <summary>Text to value, and what to write when the text is no value.</summary>
internal static class SettingParser
{
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
        if (type == typeof(TimeSpan))
            return (value = DurationText.TryParse(text, out var duration) ? duration : null) is not null;
        if (type == typeof(IPAddress))
            return (value = IPAddress.TryParse(text, out var address) ? address : null) is not null;
        if (type == typeof(IPEndPoint))
            return (value = IPEndPoint.TryParse(text, out var endPoint) ? endPoint : null) is not null;
        if (type.IsEnum && !Enum.GetNames(type).Contains(text, StringComparer.OrdinalIgnoreCase))
            return false;
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

    private static string Fix(Type type)
    {
        if (type == typeof(TimeSpan))
            return "write a duration with its unit, such as 500ms, 5s, 2m or 00:00:05";
        if (type == typeof(bool))
            return "write true or false";
        if (type.IsEnum)
            return $"write one of {string.Join(", ", Enum.GetNames(type).Select(n => n.ToLowerInvariant()))}";
        if (type == typeof(IPAddress))
            return "write an IP address, such as 0.0.0.0 or ::1";
        if (type == typeof(IPEndPoint))
            return "write address:port, such as 127.0.0.1:8080 or [::1]:8080";
        if (type == typeof(Uri))
            return "write an absolute URL";
        return type == typeof(double) ? "write a number" : "write a whole number that fits";
    }
}
