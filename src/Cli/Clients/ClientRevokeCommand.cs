using System.CommandLine;
using SocketWarp.Cli.Api;
using SocketWarp.Cli.Output;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Cli.Clients;

/// <summary><c>warp clients revoke UID</c>.</summary>
internal static class ClientRevokeCommand
{
    public static Command Create(Voice voice)
    {
        var uid = ClientUid.Argument();
        var command = new ClientCommand(voice, "revoke", "End a client's certificates and secret, at once", async (context, cancellationToken) =>
        {
            var answer = await context.Api.PostAsync($"{ClientUid.Path(context.Parsed.GetRequiredValue(uid))}/revoke", RestJson.Default.ScepClientView, cancellationToken);
            voice.Data(context.Json ? answer.Json : $"{answer.Value.Uid} revoked");
            return ExitCode.Done;
        }, ApiService.Scep)
        {
            uid,
        };
        return command.WithApiOptions();
    }
}
