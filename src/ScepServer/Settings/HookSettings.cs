using SocketWarp.Base.Settings;

namespace SocketWarp.ScepServer.Settings;

/// <summary>
/// Section <c>Scep:Hooks</c>: programs that are run when something has happened, one after the other. What they print goes where our own output goes.
/// </summary>
internal sealed class HookSettings : ISettings
{
    /// <summary>Program that is run once, when the service listens.</summary>
    public string? Started { get; set; }

    /// <summary>Program that is run when a client was added; variable <c>UID</c>.</summary>
    public string? ClientAdded { get; set; }

    /// <summary>
    /// Program that is run when a certificate was issued; variables <c>CN</c>, <c>NOT_BEFORE</c> and <c>NOT_AFTER</c> (UTC, as in <c>2025-01-31 12:00:00</c>).
    /// </summary>
    public string? CertificateIssued { get; set; }

    /// <summary>Program that is run when a client was revoked; variable <c>UID</c>.</summary>
    public string? ClientRevoked { get; set; }

    /// <summary>A program that runs longer is ended.</summary>
    [DurationRange("1s", "10m")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    public void Validate(SettingErrors errors)
    {
        errors.RequireFile(nameof(Started), Started);
        errors.RequireFile(nameof(ClientAdded), ClientAdded);
        errors.RequireFile(nameof(CertificateIssued), CertificateIssued);
        errors.RequireFile(nameof(ClientRevoked), ClientRevoked);
    }
}
