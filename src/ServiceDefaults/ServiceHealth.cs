using Microsoft.Extensions.DependencyInjection;

namespace SocketWarp.ServiceDefaults;

/// <summary>The checks that say whether a process does its work.</summary>
public static class ServiceHealth
{
    /// <summary>The tag of the checks that have to be healthy for the process to be ready.</summary>
    public const string Ready = "ready";

    public static IHealthChecksBuilder AddServiceHealth(this IServiceCollection services) => services.AddHealthChecks();
}
