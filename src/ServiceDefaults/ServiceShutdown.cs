using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace SocketWarp.ServiceDefaults;

/// <summary>How long a process may take to end.</summary>
public static class ServiceShutdown
{
    /// <summary>From the signal to the process's end. Supervisors that wait 10 s never have to kill.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    /// <summary>What hosted services get of it; the rest is for disposal and the runtime's own end.</summary>
    public static readonly TimeSpan ServiceDeadline = TimeSpan.FromSeconds(4);

    public static IServiceCollection AddServiceShutdown(this IServiceCollection services) =>
        services.Configure<HostOptions>(options => options.ShutdownTimeout = ServiceDeadline);
}
