using Microsoft.Extensions.Hosting;
using SocketWarp.QuicGateway.Legacy;
using SocketWarp.ServiceDefaults;

namespace SocketWarp.QuicGateway;

/// <summary>The gateway as a host, alone in its process or one of several.</summary>
public static class GatewayProgram
{
    /// <inheritdoc cref="ServiceApplication.CreateBuilder"/>
    public static IHost Build(IReadOnlyList<string> args, IEnumerable<KeyValuePair<string, string?>>? defaults = null, ProcessPart? part = null)
    {
        var builder = ServiceApplication.CreateBuilder("gateway", args, defaults, part);
        builder.Services.AddQuicGateway(settings => LegacyGatewayEnvironment.Apply(settings, Environment.GetEnvironmentVariable));
        return builder.Build();
    }
}
