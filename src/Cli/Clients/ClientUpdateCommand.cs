using System.CommandLine;
using SocketWarp.Cli.Api;
using SocketWarp.Cli.Output;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Cli.Clients;

/// <summary><c>warp clients update UID</c>.</summary>
internal static class ClientUpdateCommand
{
    public static Command Create(Voice voice)
    {
        var uid = ClientUid.Argument();
        var set = AttributeOption.Create();
        var remove = new Option<string[]>("--remove") { Description = "an attribute to take away, once for each", HelpName = "NAME" };

        var command = new ClientCommand(voice, "update", "Set and remove attributes of a client; what is not named stays", async (context, cancellationToken) =>
        {
            var update = new ScepClientUpdate { Attributes = AttributeOption.Read(context.Parsed.GetValue(set), context.Parsed.GetValue(remove)) };
            var answer = await context.Api.SendAsync(
                HttpMethod.Patch, ClientUid.Path(context.Parsed.GetRequiredValue(uid)), update, RestJson.Default.ScepClientUpdate, RestJson.Default.ScepClientView, cancellationToken);
            voice.Data(context.Json ? answer.Json : $"{answer.Value.Uid} updated");
            return ExitCode.Done;
        }, ApiService.Scep)
        {
            uid, set, remove,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(set) is null && result.GetResult(remove) is null) result.AddError("nothing to update: give --attribute or --remove");
        });
        return command.WithApiOptions();
    }
}
