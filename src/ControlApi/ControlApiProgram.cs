using SocketWarp.ServiceDefaults;
using SocketWarp.Web;

namespace SocketWarp.ControlApi;

/// <summary>The ControlApi as a host, alone in its process or one of several.</summary>
public static class ControlApiProgram
{
    /// <inheritdoc cref="WebService.CreateBuilder"/>
    public static IHost Build(IReadOnlyList<string> args, IEnumerable<KeyValuePair<string, string?>>? defaults = null, ProcessPart? part = null)
    {
        var builder = WebService.CreateBuilder("controlapi", args, defaults, part);
        builder.Services.AddControlApi();
        var app = builder.Build();
        app.MapControlApi();
        return app;
    }
}
