using SocketWarp.ServiceDefaults;

namespace SocketWarp.AllInOne.Composition;

/// <summary>The answer of everything in one process to <c>--help</c>.</summary>
internal static class AllInOneHelp
{
    public static ServiceHelp Text { get; } =
        new(
            "socketwarp-allinone",
            "Runs gateway, connector, ControlApi, ScepServer and a target in one process to try it, and takes their settings too.",
            "AllInOne",
            ("AppHost:StateDirectory FOLDER", "certificates, tokens, and what else outlives a run"),
            ("AppHost:FreePorts true", "lets the system choose every port that is not set"),
            ("AppHost:VisitorPort 9000", "where visitors reach the target"),
            ("AppHost:ApiPort 8080", "the REST API"),
            ("AppHost:SelfTest Only", "moves 64 MiB each way, and ends")
        );
}
