using System.Globalization;
using System.Net;
using SocketWarp.Base.Settings;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.ServiceDefaults;

namespace SocketWarp.AppHost.Listener;

/// <summary>The environment that socket-warp's <c>sw_listener</c> takes, with its defaults; our own settings win over it.</summary>
internal sealed class ListenerEnvironment
{
    /// <summary>The port in socket-warp's README.</summary>
    private const int UsualPort = 8080;

    /// <summary>The defaults of socket-warp that differ from the gateway's own.</summary>
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

    private readonly List<string> _errors = [];
    private readonly Func<string, string?> _variable;

    private ListenerEnvironment(Func<string, string?> variable)
    {
        _variable = name => variable(name) is { Length: > 0 } value ? value : Usual.GetValueOrDefault(name);
        var address = Parse("APIS_ADDRS", ListenAddress.Everywhere, text => IPAddress.TryParse(text, out var value) ? value : null, "write an IP address, such as 0.0.0.0");
        var port = Parse("APIS_PORT", $"{UsualPort}", text => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0 ? text : null, "write a port from 1 to 65535");
        var level = Parse("SWL_LOG_LEVEL", LogLevels["info"], text => LogLevels.GetValueOrDefault(text), $"write {string.Join(", ", LogLevels.Keys)}");
        Settings = new Dictionary<string, string?>
        {
            ["Api:Listen"] = $"{new IPEndPoint(address, int.Parse(port, CultureInfo.InvariantCulture))}",
            ["Logging:LogLevel:Default"] = level,
        };
        try
        {
            Apply(new GatewaySettings());
        }
        catch (SettingsException e)
        {
            _errors.AddRange(e.Lines);
        }
    }

    /// <summary>What is not the gateway's: where the API listens, and how much is logged.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; }

    /// <param name="variable">Looks a variable up; null or empty when it is not set.</param>
    /// <exception cref="SettingsException">when variables cannot be read; it names all of them.</exception>
    public static ListenerEnvironment Read(Func<string, string?> variable)
    {
        var environment = new ListenerEnvironment(variable);
        return environment._errors.Count == 0 ? environment : throw new SettingsException(environment._errors);
    }

    /// <summary>Sets the gateway's share.</summary>
    public void Apply(GatewaySettings settings) => LegacyEnvironment.Apply(settings, _variable);

    private T Parse<T>(string name, T usual, Func<string, T?> parse, string fix)
        where T : class
    {
        if (_variable(name) is not { } text) return usual;
        if (parse(text) is { } value) return value;
        _errors.Add($"{name} is \"{text}\": {fix}");
        return usual;
    }
}
