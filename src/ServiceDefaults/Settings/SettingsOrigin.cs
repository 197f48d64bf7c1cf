namespace SocketWarp.ServiceDefaults.Settings;

/// <summary>The sources of settings, later ones winning.</summary>
internal enum SettingsOrigin
{
    Defaults,
    File,
    Environment,
    CommandLine,
}
