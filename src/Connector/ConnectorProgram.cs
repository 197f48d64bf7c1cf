using Microsoft.Extensions.Hosting;
using SocketWarp.Connector.Legacy;
using SocketWarp.ServiceDefaults;

namespace SocketWarp.Connector;

/// <summary>The connector as a host, alone in its process or one of several.</summary>
public static class ConnectorProgram
{
    /// <summary>A <c>settings.json</c> of socket-warp's in the working directory is taken as it is.</summary>
    /// <inheritdoc cref="ServiceApplication.CreateBuilder"/>
    public static IHost Build(IReadOnlyList<string> args, IEnumerable<KeyValuePair<string, string?>>? defaults = null, ProcessPart? part = null)
    {
        var builder = ServiceApplication.CreateBuilder("connector", args, defaults, part);
        var legacy = LegacySettingsFile.Find();
        builder.Services.AddConnector(settings => legacy?.Apply(settings));
        return builder.Build();
    }
}
