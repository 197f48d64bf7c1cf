using System.Globalization;
using System.Net;
using SocketWarp.Base.Settings;
using SocketWarp.Pki.Authority;
using SocketWarp.ScepServer.Settings;
using SocketWarp.ServiceDefaults;

namespace SocketWarp.ScepServer.Legacy;

/// <summary>The environment that socket-warp's SCEP server takes; what our own settings say wins.</summary>
internal static class LegacyEnvironment
{
    /// <summary>Names of settings that we have no use for, and say so of.</summary>
    private static readonly string[] Unused =
    [
        "SCEP_DSN",
        "SCEP_CA_PASS",
        "SCEP_TICKER",
        "SCEP_CERT_RENEW",
        "SCEP_CHALLENGE_PASSWORD",
        "SCEP_SIGN_SERVER_ATTRS",
        "SCEP_LOG_DEBUG",
        "SCEP_LOG_JSON",
        "SCEP_SCRIPT_TIME_FORMAT",
        "SCEPCA_ORG",
        "SCEPCA_ORG_UNIT",
        "SCEPCA_COUNTRY",
    ];

    /// <param name="variable">Looks a variable up; null or empty when it is not set.</param>
    public static IEnumerable<string> Ignored(Func<string, string?> variable) => Unused.Where(name => !string.IsNullOrEmpty(variable(name)));

    /// <param name="settings">What to set.</param>
    /// <param name="variable">Looks a variable up; null or empty when it is not set.</param>
    /// <exception cref="SettingsException">when a variable cannot be read, or asks for a check that would be left out</exception>
    public static void Apply(ScepSettings settings, Func<string, string?> variable)
    {
        var errors = new List<string>();
        Use(
            "SCEP_HTTP_LISTEN_PORT",
            "write a port from 1 to 65535",
            text => TryPort(text, out var port) && Set(() => settings.Listen = new IPEndPoint(ListenAddress.Everywhere, port))
        );
        Use(
            "SCEP_HTTP_ADDR",
            "write address:port, such as 0.0.0.0:3000, or :3000",
            text =>
                IPEndPoint.TryParse(text.StartsWith(':') ? $"[{ListenAddress.Everywhere}]{text}" : text, out var endPoint)
                && Set(() => settings.Listen = endPoint)
        );
        Use("SCEP_FILE_DEPOT", "", text => Set(() => settings.Depot = text));
        Use("SCEP_DOWNLOAD_PATH", "", text => Set(() => settings.DownloadPath = text));
        Use(
            "SCEP_CERT_VALID",
            "write days, from 1 to 36500",
            text => TryNumber(text, 36500, out var days) && Set(() => settings.CertificateLifetime = TimeSpan.FromDays(days))
        );
        Use("SCEP_INITIAL_SCRIPT", "", text => Set(() => settings.Hooks.Started = text));
        Use("SCEP_ADD_CLIENT_SCRIPT", "", text => Set(() => settings.Hooks.ClientAdded = text));
        Use("SCEP_SIGN_SCRIPT", "", text => Set(() => settings.Hooks.CertificateIssued = text));
        Use("SCEPCA_CN", "", text => Set(() => settings.Authority.Name = text));
        Use(
            "SCEPCA_YEARS",
            "write years, from 1 to 100",
            text => TryNumber(text, 100, out var years) && Set(() => settings.Authority.Lifetime = TimeSpan.FromDays(365 * years))
        );
        Use(
            "SCEPCA_KEY_SIZE",
            "write 2048, 3072 or 4096",
            text => Enum.TryParse<KeyKind>($"Rsa{text}", out var kind) && Set(() => settings.Authority.Key = kind)
        );
        Use(
            "SCEP_CSR_VERIFIER_EXEC",
            "requests are not shown to a program here; unset it, and give clients their secrets only when they may enrol",
            _ => false
        );
        if (errors.Count > 0)
            throw new SettingsException(errors);

        void Use(string name, string fix, Func<string, bool> use)
        {
            if (variable(name) is { Length: > 0 } text && !use(text))
                errors.Add($"{name} is \"{text}\": {fix}");
        }
    }

    private static bool Set(Action set)
    {
        set();
        return true;
    }

    private static bool TryPort(string text, out int port) => TryNumber(text, IPEndPoint.MaxPort, out port);

    private static bool TryNumber(string text, int most, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= 1 && number <= most;
}
