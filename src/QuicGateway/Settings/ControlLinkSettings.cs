using SocketWarp.Base;
using SocketWarp.Base.Settings;

namespace SocketWarp.QuicGateway.Settings;

/// <summary>Section <c>Gateway:Control</c>: the link to ControlApi.</summary>
public sealed class ControlLinkSettings : ISettings
{
    private const string UnixScheme = "unix";

    /// <summary>
    /// ControlApi's gRPC address: <c>http://host:port</c>, <c>https://host:port</c> or <c>unix:///path</c>. Of several ControlApis with one store, a list:
    /// the next is tried at once when one is lost.
    /// </summary>
    public List<Uri> Address { get; set; } = [new("http://127.0.0.1:8443")];

    /// <summary>
    /// File with the bearer token; read at each attempt, so that it may change, or come after the start. Default: where a ControlApi of the same
    /// working directory writes it. Empty: none is sent.
    /// </summary>
    public string TokenPath { get; set; } = Path.Combine(".state", "controlapi", "gateway.token");

    /// <summary>PEM file of the authorities that ControlApi's certificate must come from. Default: the system's.</summary>
    public string? CaPath { get; set; }

    /// <summary>Connecting, and waiting for the first snapshot.</summary>
    [DurationRange("100ms", "1m")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The pause after the first failure; doubled from there.</summary>
    [DurationRange("10ms", "1m")]
    public TimeSpan MinimumDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest pause.</summary>
    [DurationRange("10ms", "1h")]
    public TimeSpan MaximumDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Counters that changed are reported this often.</summary>
    [DurationRange("50ms", "1h")]
    public TimeSpan ReportInterval { get; set; } = TimeSpan.FromSeconds(1);

    internal static string? UnixPath(Uri address) => address is { IsAbsoluteUri: true, Scheme: UnixScheme } ? address.AbsolutePath : null;

    public void Validate(SettingErrors errors)
    {
        const string Fix = "write http://host:port, https://host:port or unix:///path";
        errors.Require(Address.Count > 0, nameof(Address), "", Fix);
        foreach (var address in Address)
        {
            var known = address is { IsAbsoluteUri: true, Scheme: "http" or "https", AbsolutePath: "/" } || UnixPath(address) is { Length: > 1 };
            errors.Require(known, nameof(Address), address, Fix);
        }

        errors.RequireFile(nameof(CaPath), CaPath);
        errors.Require(
            MaximumDelay >= MinimumDelay,
            nameof(MaximumDelay),
            MaximumDelay,
            $"write at least as much as {nameof(MinimumDelay)}, {DurationText.Format(MinimumDelay)}"
        );
    }
}
