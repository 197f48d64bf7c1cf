using System.CommandLine;
using SocketWarp.Cli.Api;
using SocketWarp.Cli.Output;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Cli.Clients;

/// <summary><c>warp clients add UID</c>.</summary>
internal static class ClientAddCommand
{
    public static Command Create(Voice voice)
    {
        var uid = new Argument<string>("UID") { Description = "the common name of the client's certificates", HelpName = "UID" };
        var attributes = AttributeOption.Create();
        var noSecret = new Option<bool>("--no-secret") { Description = "make no secret yet" };
        var secret = new SecretOptions();

        var command = new ClientCommand(
            voice,
            "add",
            "Add a client, and print its first one-time secret",
            async (context, cancellationToken) =>
            {
                var request = new ScepClientRequest
                {
                    Uid = ClientUid.Check(context.Parsed.GetRequiredValue(uid)),
                    Attributes = AttributeOption.Read(context.Parsed.GetValue(attributes)),
                    Secret = context.Parsed.GetValue(noSecret) ? null : secret.Request(context.Parsed),
                };
                using var output = request.Secret is null ? null : secret.Open(context);
                var client = await context.Scep.AddClientAsync(request, cancellationToken);
                if (output is not null)
                    output.Show(client);
                else
                    voice.Data(context.Json ? context.Said() : $"{client.Uid} added");
                return ExitCode.Done;
            },
            ApiService.Scep
        )
        {
            uid,
            attributes,
            noSecret,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(noSecret) && secret.IsUsed(result))
                result.AddError("--no-secret leaves nothing for --lifetime and --secret-file: leave them out");
        });
        secret.AddTo(command);
        return command.WithApiOptions();
    }
}
