using System.CommandLine;
using SocketWarp.Cli.Api;
using SocketWarp.Cli.Output;

namespace SocketWarp.Cli.Clients;

/// <summary><c>warp clients revoke UID</c>.</summary>
internal static class ClientRevokeCommand
{
    public static Command Create(Voice voice)
    {
        var uid = ClientUid.Argument();
        var command = new ClientCommand(
            voice,
            "revoke",
            "End a client's certificates and secret, at once",
            async (context, cancellationToken) =>
            {
                var client = await context.Scep.RevokeClientAsync(ClientUid.Check(context.Parsed.GetRequiredValue(uid)), cancellationToken);
                voice.Data(context.Json ? context.Said() : $"{client.Uid} revoked");
                return ExitCode.Done;
            },
            ApiService.Scep
        )
        {
            uid,
        };
        return command.WithApiOptions();
    }
}
