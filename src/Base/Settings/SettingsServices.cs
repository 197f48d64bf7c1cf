using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace SocketWarp.Base.Settings;

/// <summary>Registers settings with a host.</summary>
public static class SettingsServices
{
    /// <summary>
    /// Binds <typeparamref name="T"/> strictly to <paramref name="section"/>; read it as <see cref="IOptions{T}"/>. It is checked before the
    /// host starts, and all errors of all settings are reported together.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="section">Top-level section of the configuration.</param>
    /// <param name="configure">Values set in code: they stand where the configuration says nothing.</param>
    public static IServiceCollection AddSettings<T>(this IServiceCollection services, string section, Action<T>? configure = null)
        where T : class, ISettings, new()
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ISettingsCheck, KnownSections>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ISettingsCheck, LoggingCheck>());
        services.AddSingleton(new KnownSection(section));
        services.AddSingleton(s => new BoundSettings<T>(section, configure, s.GetRequiredService<IConfiguration>()));
        services.AddSingleton<ISettingsCheck>(s => s.GetRequiredService<BoundSettings<T>>());
        services.AddSingleton<IConfigureOptions<T>>(s => s.GetRequiredService<BoundSettings<T>>());
        services.AddSingleton<IValidateOptions<T>, AllSettingsValid<T>>();
        services.AddOptions<T>().ValidateOnStart();
        return services;
    }
}
