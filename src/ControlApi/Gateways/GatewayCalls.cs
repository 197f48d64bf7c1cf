using Grpc.AspNetCore.Server;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SocketWarp.ControlApi.Http;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Control;
using SocketWarp.ServiceDefaults;
using SocketWarp.Web.Access;

namespace SocketWarp.ControlApi.Gateways;

/// <summary>The gRPC services, all on the gateways' listener: control, health and reflection.</summary>
internal static class GatewayCalls
{
    public static IServiceCollection AddGatewayCalls(this IServiceCollection services)
    {
        services.TryAddSingleton<GatewayControlService>();
        services.AddGrpc(options =>
        {
            options.MaxSendMessageSize = options.MaxReceiveMessageSize = ControlContract.MaxMessage;
            options.Interceptors.Add<CallerEndInterceptor>();
        });
        // The size of a message is bounded as it comes, not as it would be unpacked. The framework's own set-up would fill the list again if it were emptied
        // above.
        services.PostConfigure<GrpcServiceOptions>(options => options.CompressionProviders.Clear());
        services.AddGrpcReflection();
        services.AddGrpcHealthChecks(options =>
        {
            // As at /health/ready. The empty name stands for the whole process.
            foreach (var name in new[] { "", GatewayControl.Descriptor.FullName })
                options.Services.Map(name, check => check.Tags.Contains(ServiceHealth.Ready));
        });
        // It tells of each call that its caller ends, with a stack trace: noise of peers.
        return services.AddLogging(logging => logging.AddFilter("Grpc", LogLevel.Warning));
    }

    public static void MapGatewayCalls(this IEndpointRouteBuilder endpoints)
    {
        var calls = endpoints.MapGroup("").WithMetadata(ApiListener.Control, CallErrorFormat.Instance);
        calls.MapGrpcService<GatewayControlService>().RequireAuthorization(AccessPolicies.Gateway);
        // Supervisors have no token.
        calls.MapGrpcHealthChecksService().AllowAnonymous();
        calls.MapGrpcReflectionService().RequireAuthorization(AccessPolicies.Admin);
    }
}
