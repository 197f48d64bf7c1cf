using Microsoft.Extensions.Hosting;
using SocketWarp.Connector.Legacy;
using SocketWarp.ServiceDefaults;

namespace SocketWarp.Connector;

/// <summary>A connector as a process of its own.</summary>
public static class ConnectorHost
{
    /// <summary>A <c>settings.json</c> of socket-warp's in the working directory is taken as it is.</summary>
    /// <param name="args">The command line, our settings.</param>
    public static IHost Build(IReadOnlyList<string> args)
    {
        var builder = ServiceApplication.CreateBuilder("connector", args);
        var legacy = LegacySettingsFile.Find();
        builder.Services.AddConnector(settings => legacy?.Apply(settings));
        return builder.Build();
    }
}
