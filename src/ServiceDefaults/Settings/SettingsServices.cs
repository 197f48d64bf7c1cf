using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace SocketWarp.ServiceDefaults.Settings;

public static class SettingsServices
{
    /// <summary>
    /// Binds <typeparamref name="T"/> strictly to <paramref name="section"/> and checks it before the host starts;
    /// read it as <see cref="IOptions{T}"/>. All errors of all settings are reported together.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="section">Top-level section of the configuration.</param>
    /// <param name="configure">Values set in code: they stand where the configuration says nothing.</param>
    public static IServiceCollection AddSettings<T>(this IServiceCollection services, string section, Action<T>? configure = null)
        where T : class, ISettings, new()
    {
        if (configure is not null) services.Configure(configure);
        services.TryAddSingleton<KnownSections>();
        services.AddSingleton(new KnownSection(section));
        services.AddSingleton<IConfigureOptions<T>>(s => new Binding<T>(section, s.GetRequiredService<IConfiguration>()));
        services.AddSingleton<IValidateOptions<T>>(s => new Validation<T>(section, s.GetRequiredService<IConfiguration>()));
        services.AddOptions<T>().ValidateOnStart();
        services.AddOptions<KnownSectionsMarker>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<KnownSectionsMarker>, KnownSections>());
        return services;
    }

    private sealed class Binding<T>(string section, IConfiguration configuration) : IConfigureOptions<T>
        where T : class, ISettings
    {
        public void Configure(T options) => SettingsBinder.Bind(configuration.GetSection(section), options, new SettingErrors(section));
    }

    private sealed class Validation<T>(string section, IConfiguration configuration) : IValidateOptions<T>
        where T : class, ISettings, new()
    {
        public ValidateOptionsResult Validate(string? name, T options)
        {
            var errors = new SettingErrors(section);
            SettingsBinder.Bind(configuration.GetSection(section), new T(), errors);
            options.Validate(errors);
            return errors.Lines.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors.Lines);
        }
    }
}
