using System.Globalization;
using System.Net;
using SocketWarp.Base.Settings;
using SocketWarp.QuicGateway.Legacy;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.ServiceDefaults;

namespace SocketWarp.AllInOne.Listener;

/// <summary>
/// The environment that socket-warp's <c>sw_listener</c> takes, with its defaults; our own settings win over it. The gateway reads its share itself.
/// </summary>
internal static class ListenerEnvironment
{
    /// <summary>The port in socket-warp's README.</summary>
    private const int UsualPort = 8080;

    /// <summary>The defaults that differ from the gateway's own.</summary>
    private static readonly Dictionary<string, string> Usual = new()
    {
        ["SWL_CERT_PATH"] = "../Certs_and_Key/swl-1/cert.pem",
        ["SWL_KEY_PATH"] = "../Certs_and_Key/swl-1/key.pem",
        ["SWL_CA_PATH"] = "../Certs_and_Key/swl-1/ca.crt",
    };

    private static readonly Dictionary<string, string> LogLevels = new(StringComparer.OrdinalIgnoreCase)
    {
        ["off"] = "None",
        ["error"] = "Error",
        ["warn"] = "Warning",
        ["info"] = "Information",
        ["debug"] = "Debug",
        ["trace"] = "Trace",
    };

    /// <summary>
    /// Sets the variables that have a default here, and reads those that are not the gateway's: where the API listens, and how much is logged.
    /// </summary>
    /// <exception cref="SettingsException">when variables cannot be read; it names all of them</exception>
    public static IReadOnlyDictionary<string, string?> Read()
    {
        var errors = new List<string>();
        foreach (var (name, value) in Usual.Where(v => Variable(v.Key) is null))
            Environment.SetEnvironmentVariable(name, value);
        var address = Parse(
            "APIS_ADDRS",
            ListenAddress.Everywhere,
            text => IPAddress.TryParse(text, out var value) ? value : null,
            "write an IP address, such as 0.0.0.0"
        );
        var port = Parse(
            "APIS_PORT",
            $"{UsualPort}",
            text => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0 ? text : null,
            "write a port from 1 to 65535"
        );
        var level = Parse("SWL_LOG_LEVEL", LogLevels["info"], text => LogLevels.GetValueOrDefault(text), $"write {string.Join(", ", LogLevels.Keys)}");
        try
        {
            LegacyGatewayEnvironment.Apply(new GatewaySettings(), Variable);
        }
        catch (SettingsException e)
        {
            errors.AddRange(e.Lines);
        }

        if (errors.Count > 0)
            throw new SettingsException(errors);
        return new Dictionary<string, string?>
        {
            ["Api:Listen"] = $"{new IPEndPoint(address, int.Parse(port, CultureInfo.InvariantCulture))}",
            ["Logging:LogLevel:Default"] = level,
        };

        T Parse<T>(string name, T usual, Func<string, T?> parse, string fix)
            where T : class
        {
            if (Variable(name) is not { } text)
                return usual;
            if (parse(text) is { } value)
                return value;
            errors.Add($"{name} is \"{text}\": {fix}");
            return usual;
        }
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
