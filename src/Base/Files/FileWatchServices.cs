using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SocketWarp.Base.Settings;

namespace SocketWarp.Base.Files;

/// <summary>Adds the watch over files.</summary>
public static class FileWatchServices
{
    /// <summary>Adds the one <see cref="FileWatch"/> of a host; any part may ask for it.</summary>
    public static IServiceCollection AddFileWatch(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(s => s.ServiceType == typeof(FileWatch)))
            return services;
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSettings<FileWatchSettings>(FileWatchSettings.Section)
            .AddSingleton<FileWatch>()
            .AddHostedService(s => s.GetRequiredService<FileWatch>());
    }
}
