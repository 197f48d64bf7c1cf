using SocketWarp.Base.Settings;

namespace SocketWarp.ScepServer.Settings;

/// <summary>Section <c>Scep:Hooks</c>: programs that are run when something has happened, one after the other. What they print goes where our own output goes.</summary>
internal sealed class HookSettings
{
    private const string Group = nameof(ScepSettings.Hooks);

    /// <summary>Once, when the service listens.</summary>
    public string? Started { get; set; }

    /// <summary>A client was added; variable <c>UID</c>.</summary>
    public string? ClientAdded { get; set; }

    /// <summary>A certificate was issued; variables <c>CN</c>, <c>NOT_BEFORE</c> and <c>NOT_AFTER</c> (UTC, as in 2025-01-31 12:00:00).</summary>
    public string? CertificateIssued { get; set; }

    /// <summary>A client was revoked; variable <c>UID</c>.</summary>
    public string? ClientRevoked { get; set; }

    /// <summary>A program that runs longer is ended. 30 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    internal void Validate(SettingErrors errors)
    {
        errors.RequireFile($"{Group}:{nameof(Started)}", Started);
        errors.RequireFile($"{Group}:{nameof(ClientAdded)}", ClientAdded);
        errors.RequireFile($"{Group}:{nameof(CertificateIssued)}", CertificateIssued);
        errors.RequireFile($"{Group}:{nameof(ClientRevoked)}", ClientRevoked);
        errors.RequireRange($"{Group}:{nameof(Timeout)}", Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
    }
}
