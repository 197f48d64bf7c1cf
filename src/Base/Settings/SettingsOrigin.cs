namespace SocketWarp.Base.Settings;

/// <summary>The sources of settings; later ones win.</summary>
internal enum SettingsOrigin
{
    Defaults,
    File,
    Environment,
    CommandLine,
}
