using System.Globalization;
using System.Net;
using SocketWarp.Base.Settings;
using SocketWarp.QuicGateway.Settings;

namespace SocketWarp.QuicGateway.Legacy;

/// <summary>The gateway's share of the environment that socket-warp's <c>sw_listener</c> takes; what our own settings say wins.</summary>
public static class LegacyGatewayEnvironment
{
    /// <param name="settings">What to set.</param>
    /// <param name="variable">Looks a variable up; null or empty when it is not set.</param>
    /// <exception cref="SettingsException">when a variable cannot be read</exception>
    public static void Apply(GatewaySettings settings, Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(variable);
        var errors = new List<string>();
        File("SWL_CERT_PATH", nameof(settings.CertificatePath), text => settings.CertificatePath = text);
        File("SWL_KEY_PATH", nameof(settings.KeyPath), text => settings.KeyPath = text);
        File("SWL_CA_PATH", nameof(settings.CaPath), text => settings.CaPath = text);
        Parse<IPAddress>("SWL_ADDRS", IPAddress.TryParse, address => settings.Address = address, "write an IP address, such as 0.0.0.0");
        Parse<ushort>("SWL_PORT", TryParsePort, UsePort, "write a port from 1 to 65535");
        Parse<Uri>("SWL_SCEP_URL", TryParseUrl, url => settings.Admission.VerifyUrl = url, "write an http or https URL");
        if (errors.Count > 0)
            throw new SettingsException(errors);

        void UsePort(ushort port)
        {
            settings.Port = port;
            settings.AddForeign(new ForeignValue(nameof(settings.Port), "SWL_PORT", $"{port}"));
        }

        void Use(string name, Action<string> use)
        {
            if (variable(name) is { Length: > 0 } text)
                use(text);
        }

        void File(string name, string key, Action<string> use) =>
            Use(
                name,
                text =>
                {
                    use(text);
                    settings.AddForeign(new ForeignValue(key, name, text));
                }
            );

        void Parse<T>(string name, TryParse<T> parse, Action<T> use, string fix) =>
            Use(
                name,
                text =>
                {
                    if (parse(text, out var value))
                        use(value);
                    else
                        errors.Add($"{name} is \"{text}\": {fix}");
                }
            );
    }

    private delegate bool TryParse<T>(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out T? value);

    private static bool TryParsePort(string text, out ushort port) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port > 0;

    private static bool TryParseUrl(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Uri? url) =>
        Uri.TryCreate(text, UriKind.Absolute, out url) && url.Scheme is "http" or "https";
}
