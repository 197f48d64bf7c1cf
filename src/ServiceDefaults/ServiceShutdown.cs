using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SocketWarp.Base.Settings;

namespace SocketWarp.ServiceDefaults;

/// <summary>How long a process may take to end.</summary>
public static class ServiceShutdown
{
    /// <summary>
    /// From the signal to the process's end: 5 s, so that supervisors that wait 10 s never have to kill. This is left for the host; the rest is the
    /// runtime's own.
    /// </summary>
    public static readonly TimeSpan HostDeadline = TimeSpan.FromSeconds(4.5);

    /// <summary>What hosted services get of it; the rest is for disposal.</summary>
    public static readonly TimeSpan ServiceDeadline = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan Closing = TimeSpan.FromSeconds(2);

    public static IServiceCollection AddServiceShutdown(this IServiceCollection services) =>
        services.Configure<HostOptions>(options => options.ShutdownTimeout = ServiceDeadline);

    /// <summary>Gives a service that drains for longer than by default the time that its settings ask for.</summary>
    /// <param name="drain">How long it may drain; closing what is left comes on top.</param>
    public static IServiceCollection AddDrainTime<T>(this IServiceCollection services, Func<T, TimeSpan> drain)
        where T : class, ISettings, new() =>
        services
            .AddOptions<HostOptions>()
            .PostConfigure<IServiceProvider>(
                (host, provider) =>
                {
                    try
                    {
                        var needed = drain(provider.GetRequiredService<IOptions<T>>().Value) + Closing;
                        if (needed > host.ShutdownTimeout)
                            host.ShutdownTimeout = needed;
                    }
                    catch (OptionsValidationException)
                    {
                        // Said together with all other wrong settings, in a moment.
                    }
                }
            )
            .Services;

    /// <summary>From the signal until a host's services must have ended, their drain time included.</summary>
    internal static TimeSpan Limit(IHost host) => host.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout;

    /// <summary>From the signal until a host must be gone.</summary>
    internal static TimeSpan Deadline(IHost host) => Limit(host) + (HostDeadline - ServiceDeadline);
}
