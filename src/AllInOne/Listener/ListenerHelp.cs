using SocketWarp.ControlApi;
using SocketWarp.QuicGateway;
using SocketWarp.ServiceDefaults;

namespace SocketWarp.AllInOne.Listener;

/// <summary>The listener's answer to <c>--help</c>.</summary>
internal static class ListenerHelp
{
    public static ServiceHelp Text { get; } =
        new(
            "socketwarp-listener",
            "Runs ControlApi and gateway in one process, and takes the environment of socket-warp's sw_listener.",
            "Settings",
            [.. ControlApiHelp.Text.Settings, .. GatewayHelp.Text.Settings]
        );
}
