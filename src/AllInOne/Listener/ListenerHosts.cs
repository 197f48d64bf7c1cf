using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using SocketWarp.Base.Settings;
using SocketWarp.ControlApi;
using SocketWarp.Protocol;
using SocketWarp.QuicGateway;
using SocketWarp.ServiceDefaults;

namespace SocketWarp.AllInOne.Listener;

/// <summary>ControlApi and gateway in one process, as socket-warp's <c>sw_listener</c> is; takes its environment.</summary>
internal static class ListenerHosts
{
    /// <param name="args">The command line, our settings.</param>
    /// <returns>In the order in which they start.</returns>
    public static IReadOnlyList<Func<IHost?, IHost>> Build(IReadOnlyList<string> args)
    {
        var defaults = Defaults(StateDirectory(args), ListenerEnvironment.Read());
        var part = new ProcessPart("listener", [.. ServiceConfiguration.Sections.Except(["AppHost", "Connector", "Scep"])]);
        return [_ => ControlApiProgram.Build(args, defaults, part), api => GatewayProgram.Build(args, defaults, part with { First = api })];
    }

    private static IReadOnlyList<KeyValuePair<string, string?>> Defaults(string state, IEnumerable<KeyValuePair<string, string?>> environment)
    {
        var socket = ControlSocket.PathIn(state);
        return
        [
            .. environment,
            new("State:Directory", state),
            new("Control:Listen", "none"),
            new("Control:Socket", socket),
            new("Gateway:Id", ControlContract.DefaultGateway),
            new("Gateway:StateDirectory", Path.Combine(Path.GetDirectoryName(state)!, "gateway")),
            new("Gateway:Control:Address", $"unix://{socket}"),
            new("Gateway:Control:TokenPath", Path.Combine(state, "gateway.token")),
        ];
    }

    /// <summary>Absolute; read first, because the gateway's settings follow from it.</summary>
    private static string StateDirectory(IReadOnlyList<string> args)
    {
        using var configuration = new ConfigurationManager();
        ServiceConfiguration.Use(configuration, args);
        return Path.GetFullPath(configuration["State:Directory"] is { Length: > 0 } directory ? directory : Path.Combine(".state", "controlapi"));
    }
}
