using Microsoft.Extensions.Configuration;

namespace SocketWarp.Base.Settings;

/// <summary>One source of settings, read whole each time the configuration is loaded.</summary>
/// <param name="read">Returns its settings by full key; may throw <see cref="SettingsException"/>.</param>
internal sealed class SettingsSource(SettingsOrigin origin, Func<IEnumerable<KeyValuePair<string, string?>>> read) : ConfigurationProvider, IConfigurationSource
{
    public SettingsOrigin Origin => origin;

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public override void Load()
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in read())
            settings[key] = value;
        Data = settings;
    }
}
