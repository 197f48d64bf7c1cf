using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace SocketWarp.Web.Access;

/// <summary>The policies of who may call what. An endpoint that names no policy is the admin's: deny by default.</summary>
public static class AccessPolicies
{
    public const string Viewer = nameof(ApiRole.Viewer);
    public const string Admin = nameof(ApiRole.Admin);
    public const string Gateway = nameof(ApiRole.Gateway);

    /// <summary>What gateways need to know and viewers may.</summary>
    public const string GatewayOrViewer = "GatewayOrViewer";

    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.TryAddSingleton<ApiTokens>();
        // Not AddAuthentication: that also makes keys for cookies, and stores them in the user's home.
        services.AddAuthenticationCore(options => options.DefaultScheme = BearerHandler.SchemeName).AddWebEncoders();
        new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, BearerHandler>(BearerHandler.SchemeName, null);
        // The framework tells of each refused caller: noise of peers.
        services.AddLogging(logging => logging.AddFilter(typeof(BearerHandler).FullName, LogLevel.Warning));
        services
            .AddAuthorizationBuilder()
            .AddPolicy(Viewer, p => p.RequireRole(nameof(ApiRole.Viewer), nameof(ApiRole.Admin)))
            .AddPolicy(Admin, p => p.RequireRole(nameof(ApiRole.Admin)))
            .AddPolicy(Gateway, p => p.RequireRole(nameof(ApiRole.Gateway)))
            .AddPolicy(GatewayOrViewer, p => p.RequireRole(nameof(ApiRole.Gateway), nameof(ApiRole.Viewer), nameof(ApiRole.Admin)))
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireRole(nameof(ApiRole.Admin)).Build());
        return services;
    }
}
