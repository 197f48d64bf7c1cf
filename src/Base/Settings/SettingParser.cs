using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace SocketWarp.Base.Settings;

/// <summary>Text to value, and what to write when the text is no value.</summary>
internal static class SettingParser
{
    // By hand rather than by type converters: these take seven libraries, and are not known before a program runs.
    private static readonly Dictionary<Type, Func<string, object?>> Readers = new()
    {
        [typeof(string)] = text => text,
        [typeof(bool)] = text => bool.TryParse(text, out var value) ? value : null,
        [typeof(int)] = text => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : null,
        [typeof(long)] = text => long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : null,
        [typeof(double)] = text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null,
        [typeof(TimeSpan)] = text => DurationText.TryParse(text, out var value) ? value : null,
        [typeof(IPAddress)] = text => IPAddress.TryParse(text, out var value) ? value : null,
        [typeof(IPEndPoint)] = text => IPEndPoint.TryParse(text, out var value) ? value : null,
        [typeof(Uri)] = text => Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var value) ? value : null,
        [typeof(Secret)] = text => new Secret(text),
    };

    public static bool IsScalar(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsEnum || Readers.ContainsKey(type);
    }

    /// <summary>Reads a value; when it cannot be read, <paramref name="fix"/> says what to write.</summary>
    public static bool TryParse(Type type, string text, [NotNullWhen(true)] out object? value, out string fix)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        fix = Fix(type);
        if (!type.IsEnum)
            return (value = Readers[type](text)) is not null;
        value = null;
        // A number is not a name.
        return Enum.GetNames(type).Contains(text, StringComparer.OrdinalIgnoreCase) && Enum.TryParse(type, text, ignoreCase: true, out value);
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
