using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace SocketWarp.Base.Settings;

/// <summary>One section as one options class.</summary>
internal sealed class BoundSettings<T>(string section, Action<T>? configure, IConfiguration configuration) : IConfigureOptions<T>, ISettingsCheck
    where T : class, ISettings, new()
{
    public void Configure(T options) => Bind(options);

    public IEnumerable<string> Errors()
    {
        var settings = new T();
        var errors = Bind(settings);
        errors.Check(settings);
        return errors.Lines;
    }

    private SettingErrors Bind(T settings)
    {
        var errors = new SettingErrors(section);
        configure?.Invoke(settings);
        new SettingsBinder(errors).Bind(new SettingsNode(ServiceConfiguration.Sources(configuration), section), settings);
        return errors;
    }
}
