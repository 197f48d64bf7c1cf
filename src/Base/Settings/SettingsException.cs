namespace SocketWarp.Base.Settings;

/// <summary>All that is wrong with the settings, one line each.</summary>
public sealed class SettingsException(IReadOnlyList<string> lines) : StartupException(string.Join("; ", lines))
{
    /// <inheritdoc/>
    public override int ExitCode => ExitCodes.BadSettings;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Lines => lines;
}
