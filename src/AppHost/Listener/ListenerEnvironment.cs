using System.Globalization;
using System.Net;
using SocketWarp.ServiceDefaults.Settings;

namespace SocketWarp.AppHost.Listener;

/// <summary>The share of socket-warp's environment that is not the gateway's: where the API listens, and how much is logged.</summary>
internal static class ListenerEnvironment
{
    private const int UsualPort = 8080;

    private static readonly Dictionary<string, string> LogLevels = new(StringComparer.OrdinalIgnoreCase)
    {
        ["off"] = "None",
        ["error"] = "Error",
        ["warn"] = "Warning",
        ["info"] = "Information",
        ["debug"] = "Debug",
        ["trace"] = "Trace",
    };

    /// <param name="variable">Looks a variable up; null or empty when it is not set.</param>
    /// <returns>Settings that stand where ours say nothing.</returns>
    /// <exception cref="SettingsException">Variables that cannot be read, all of them.</exception>
    public static IReadOnlyDictionary<string, string?> Read(Func<string, string?> variable)
    {
        var errors = new List<string>();
        var address = Parse("APIS_ADDRS", IPAddress.Any, text => IPAddress.TryParse(text, out var value) ? value : null, "write an IP address, such as 0.0.0.0");
        var port = Parse("APIS_PORT", $"{UsualPort}", text => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? text : null, "write a port from 1 to 65535");
        var level = Parse("SWL_LOG_LEVEL", LogLevels["info"], text => LogLevels.GetValueOrDefault(text), $"write {string.Join(", ", LogLevels.Keys)}");
        if (errors.Count > 0) throw new SettingsException(errors);
        return new Dictionary<string, string?>
        {
            ["Api:Listen"] = $"{new IPEndPoint(address, int.Parse(port, CultureInfo.InvariantCulture))}",
            ["Logging:LogLevel:Default"] = level,
        };

        T Parse<T>(string name, T usual, Func<string, T?> parse, string fix)
            where T : class
        {
            if (variable(name) is not { Length: > 0 } text) return usual;
            if (parse(text) is { } value) return value;
            errors.Add($"{name} is \"{text}\": {fix}");
            return usual;
        }
    }
}
