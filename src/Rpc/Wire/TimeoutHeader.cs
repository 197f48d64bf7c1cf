using System.Globalization;

namespace SocketWarp.Rpc.Wire;

/// <summary>The value of grpc-timeout: up to eight digits and a unit ("Timeout" in grpc/doc/PROTOCOL-HTTP2.md).</summary>
internal static class TimeoutHeader
{
    private const int MaxDigits = 8;
    private const long MaxValue = 99_999_999;

    private static readonly (char Unit, long Ticks)[] Units =
    [
        ('u', TimeSpan.TicksPerMicrosecond),
        ('m', TimeSpan.TicksPerMillisecond),
        ('S', TimeSpan.TicksPerSecond),
        ('M', TimeSpan.TicksPerMinute),
        ('H', TimeSpan.TicksPerHour),
    ];

    /// <summary>Rounded up to the finest unit that fits; what has already passed is sent as the smallest timeout.</summary>
    public static string Encode(TimeSpan timeout)
    {
        var ticks = Math.Max(timeout.Ticks, 1);
        foreach (var (unit, size) in Units)
        {
            var value = (ticks / size) + (ticks % size == 0 ? 0 : 1);
            if (value <= MaxValue)
                return $"{value}{unit}";
        }

        return $"{MaxValue}H";
    }

    public static bool TryDecode(string text, out TimeSpan timeout)
    {
        timeout = default;
        if (text.Length is < 2 or > MaxDigits + 1 || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            return false;
        if (text[^1] == 'n')
        {
            timeout = TimeSpan.FromTicks((value + TimeSpan.NanosecondsPerTick - 1) / TimeSpan.NanosecondsPerTick);
            return true;
        }

        foreach (var (unit, size) in Units)
        {
            if (unit != text[^1])
                continue;
            timeout = TimeSpan.FromTicks(value * size);
            return true;
        }

        return false;
    }
}
