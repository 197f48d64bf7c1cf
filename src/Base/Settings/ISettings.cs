namespace SocketWarp.Base.Settings;

/// <summary>Options of one concern, bound to one section of the configuration by <c>AddSettings</c>.</summary>
public interface ISettings
{
    /// <summary>Adds what binding cannot see: ranges, combinations, missing values. Runs once, before anything starts.</summary>
    void Validate(SettingErrors errors);
}
