using System.CommandLine;
using SocketWarp.Cli.Api;
using SocketWarp.Cli.Backup;
using SocketWarp.Cli.Output;

namespace SocketWarp.Cli.Clients;

/// <summary><c>warp clients</c>: who may enrol with a ScepServer.</summary>
internal static class ClientsCommand
{
    public static Command Create(Voice voice) =>
        new("clients", "Add, list, update and revoke clients of a ScepServer, make their one-time secrets, and save them all")
        {
            ClientAddCommand.Create(voice),
            ClientListCommand.Create(voice),
            ClientUpdateCommand.Create(voice),
            ClientSecretCommand.Create(voice),
            ClientRevokeCommand.Create(voice),
            BackupCommand.Create(voice, ApiService.Scep, "clients"),
            RestoreCommand.Create(voice, ApiService.Scep, "clients"),
        };
}
