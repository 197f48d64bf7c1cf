using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace SocketWarp.ControlApi.Access;

/// <summary>Who may call what. An endpoint that names no policy is the admin's: deny by default.</summary>
internal static class AccessPolicies
{
    public const string Viewer = nameof(ApiRole.Viewer);
    public const string Admin = nameof(ApiRole.Admin);
    public const string Gateway = nameof(ApiRole.Gateway);

    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.TryAddSingleton<ApiTokens>();
        services.AddAuthentication(BearerHandler.SchemeName).AddScheme<AuthenticationSchemeOptions, BearerHandler>(BearerHandler.SchemeName, null);
        // The framework tells of each refused caller: noise of peers.
        services.AddLogging(logging => logging.AddFilter(typeof(BearerHandler).FullName, LogLevel.Warning));
        services.AddAuthorizationBuilder()
            .AddPolicy(Viewer, p => p.RequireRole(nameof(ApiRole.Viewer), nameof(ApiRole.Admin)))
            .AddPolicy(Admin, p => p.RequireRole(nameof(ApiRole.Admin)))
            .AddPolicy(Gateway, p => p.RequireRole(nameof(ApiRole.Gateway)))
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireRole(nameof(ApiRole.Admin)).Build());
        return services;
    }
}
