using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace SocketWarp.ServiceDefaults;

/// <summary>How long a process may take to end.</summary>
public static class ServiceShutdown
{
    /// <summary>From the signal to the process's end: 5 s, so that supervisors that wait 10 s never have to kill. This is left for the host; the rest is the runtime's own.</summary>
    public static readonly TimeSpan HostDeadline = TimeSpan.FromSeconds(4.5);

    /// <summary>What hosted services get of it; the rest is for disposal.</summary>
    public static readonly TimeSpan ServiceDeadline = TimeSpan.FromSeconds(4);

    public static IServiceCollection AddServiceShutdown(this IServiceCollection services) =>
        services.Configure<HostOptions>(options => options.ShutdownTimeout = ServiceDeadline);
}
