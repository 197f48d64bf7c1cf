using System.CommandLine;
using SocketWarp.Cli.Output;

namespace SocketWarp.Cli.Clients;

/// <summary><c>warp clients</c>: who may enrol with a ScepServer.</summary>
internal static class ClientsCommand
{
    public static Command Create(Voice voice) => new("clients", "Add, list, update and revoke clients of a ScepServer, and make their one-time secrets")
    {
        ClientAddCommand.Create(voice),
        ClientListCommand.Create(voice),
        ClientUpdateCommand.Create(voice),
        ClientSecretCommand.Create(voice),
        ClientRevokeCommand.Create(voice),
    };
}
