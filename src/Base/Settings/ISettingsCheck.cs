namespace SocketWarp.Base.Settings;

/// <summary>Looks over a part of the configuration.</summary>
internal interface ISettingsCheck
{
    /// <summary>What is wrong, one line each.</summary>
    IEnumerable<string> Errors();
}
