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

        var command = new ClientCommand(
            voice,
            "update",
            "Set and remove attributes of a client; what is not named stays",
            async (context, cancellationToken) =>
            {
                var update = new ScepClientUpdate { Attributes = AttributeOption.Read(context.Parsed.GetValue(set), context.Parsed.GetValue(remove)) };
                var client = await context.Scep.UpdateClientAsync(ClientUid.Check(context.Parsed.GetRequiredValue(uid)), update, cancellationToken);
                voice.Data(context.Json ? context.Said() : $"{client.Uid} updated");
                return ExitCode.Done;
            },
            ApiService.Scep
        )
        {
            uid,
            set,
            remove,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(set) is null && result.GetResult(remove) is null)
                result.AddError("nothing to update: give --attribute or --remove");
        });
        return command.WithApiOptions();
    }
}
