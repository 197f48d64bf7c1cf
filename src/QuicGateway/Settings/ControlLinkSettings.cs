using SocketWarp.Base.Settings;

namespace SocketWarp.QuicGateway.Settings;

/// <summary>Section <c>Gateway:Control</c>: the link to ControlApi.</summary>
public sealed class ControlLinkSettings
{
    private const string UnixScheme = "unix";

    /// <summary>ControlApi's gRPC address: <c>http://host:port</c>, <c>https://host:port</c> or <c>unix:///path</c>. Default http://127.0.0.1:8443.</summary>
    public Uri Address { get; set; } = new("http://127.0.0.1:8443");

    /// <summary>
    /// File with the bearer token; read anew at each attempt, so that it may change and may come later than we do. Default: where a ControlApi of
    /// the same working directory writes it. Empty: none is sent.
    /// </summary>
    public string TokenPath { get; set; } = Path.Combine(".state", "controlapi", "gateway.token");

    /// <summary>PEM file of the authorities that ControlApi's certificate must come from. Default: the system's.</summary>
    public string? CaPath { get; set; }

    /// <summary>Connecting, and waiting for the first snapshot. Default 5 s.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The pause after the first failure; doubled from there. Default 100 ms.</summary>
    public TimeSpan MinimumDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest pause. Default 2 s.</summary>
    public TimeSpan MaximumDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Counters that changed are reported this often. Default 1 s.</summary>
    public TimeSpan ReportInterval { get; set; } = TimeSpan.FromSeconds(1);

    internal string? UnixPath => Address is { Scheme: UnixScheme } ? Address.AbsolutePath : null;

    internal void Validate(SectionErrors errors)
    {
        var known = Address is { IsAbsoluteUri: true, Scheme: "http" or "https", AbsolutePath: "/" } || UnixPath is { Length: > 1 };
        errors.Require(known, nameof(Address), Address, "write http://host:port, https://host:port or unix:///path");
        errors.RequireFile(nameof(CaPath), CaPath);
        errors.RequireRange(nameof(ConnectTimeout), ConnectTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        errors.RequireRange(nameof(MinimumDelay), MinimumDelay, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        errors.RequireRange(nameof(MaximumDelay), MaximumDelay, MinimumDelay, TimeSpan.FromHours(1));
        errors.RequireRange(nameof(ReportInterval), ReportInterval, TimeSpan.FromMilliseconds(50), TimeSpan.FromHours(1));
    }
}
