using SocketWarp.ServiceDefaults;

namespace SocketWarp.AppHost.Composition;

/// <summary>The answer to <c>--help</c> of everything in one process.</summary>
public static class AppHostHelp
{
    public static ServiceHelp Text { get; } = new(
        "apphost",
        "Runs gateway, connector, ControlApi, ScepServer and a target in one process to try it, and takes their settings too.",
        "AppHost",
        ("AppHost:StateDirectory FOLDER", "certificates, tokens, and what else outlives a run"),
        ("AppHost:FreePorts true", "lets the system choose every port that is not set"),
        ("AppHost:VisitorPort 9000", "where visitors reach the target"),
        ("AppHost:ApiPort 8080", "the REST API"),
        ("AppHost:SelfTest Only", "moves 64 MiB each way, and ends"));
}
