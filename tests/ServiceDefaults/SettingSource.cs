namespace SocketWarp.ServiceDefaults.Tests;

/// <summary>Where settings come from, later ones winning.</summary>
public enum SettingSource
{
    Defaults,
    File,
    Environment,
    CommandLine,
}
