using Microsoft.Extensions.DependencyInjection;

namespace SocketWarp.Rpc.Server;

public static class RpcServiceCollectionExtensions
{
    /// <summary>Sets the bounds of all calls; they are checked when the host starts. A host that is content with the defaults need not call it.</summary>
    public static IServiceCollection AddRpcServer(this IServiceCollection services, Action<RpcServerOptions>? configure = null)
    {
        services.AddOptions<RpcServerOptions>()
            .Configure(options => configure?.Invoke(options))
            .Validate(o => o.MaxReceiveMessageSize > 0, $"{nameof(RpcServerOptions.MaxReceiveMessageSize)}: give a number of bytes above zero.")
            .Validate(o => o.MaxSendMessageSize > 0, $"{nameof(RpcServerOptions.MaxSendMessageSize)}: give a number of bytes above zero.")
            .Validate(o => o.MaxStatusDetailSize >= 0, $"{nameof(RpcServerOptions.MaxStatusDetailSize)}: give a number of characters, zero for no detail at all.")
            .ValidateOnStart();
        return services;
    }
}
