using SocketWarp.ServiceDefaults;
using SocketWarp.Web;

namespace SocketWarp.ScepServer;

/// <summary>The ScepServer as a host, alone in its process or one of several.</summary>
public static class ScepServerProgram
{
    /// <inheritdoc cref="WebService.CreateBuilder"/>
    public static IHost Build(IReadOnlyList<string> args, IEnumerable<KeyValuePair<string, string?>>? defaults = null, ProcessPart? part = null)
    {
        var builder = WebService.CreateBuilder("scepserver", args, defaults, part);
        builder.Services.AddScepServer();
        var app = builder.Build();
        app.MapScepServer();
        return app;
    }
}
