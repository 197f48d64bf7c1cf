using SocketWarp.Base;

namespace SocketWarp.Cli;

/// <summary>What <c>warp</c> exits with: the one table behind <c>warp help exit-codes</c> and docs/cli.md.</summary>
internal static class ExitCode
{
    public const int Done = ExitCodes.Success;

    public const int Failed = ExitCodes.Failure;

    public const int BadArgument = ExitCodes.BadSettings;

    /// <summary>The exit code of a <c>warp connector</c> that was refused.</summary>
    public const int Refused = ExitCodes.Refused;

    public const int NotListening = 4;

    public const int PortFailed = 5;

    public const int ApiAway = 6;

    public const int NoAccess = 7;

    public const int NotFound = 8;

    public const int Conflict = 9;

    public const int Unfit = 10;

    public static IReadOnlyList<(int Code, string Meaning)> Table { get; } =
    [
        (Done, "done; for open: the port is listening"),
        (Failed, "could not start, could not go on, or the API failed"),
        (BadArgument, "an argument, a setting or a value is wrong; nothing was done"),
        (Refused, "for connector: the gateway refused its certificate or uid at the first attempt; for enroll: the SCEP server refused, or is another"),
        (NotListening, "for open: recorded, but not listening yet: the connector or the gateway is away"),
        (PortFailed, "for open: recorded, but the gateway cannot open the port"),
        (ApiAway, "the API or ScepServer does not answer"),
        (NoAccess, "the token is missing, unknown, or may not do this"),
        (NotFound, "there is no such port, assignment, connector or client"),
        (Conflict, "the port or id belongs to another assignment, a client's status does not allow it, or a file or client is there already; nothing was done"),
        (Unfit, "for pki inspect and verify: the certificate has a fault"),
    ];
}
