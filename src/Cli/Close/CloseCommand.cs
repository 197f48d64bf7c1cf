using System.CommandLine;
using SocketWarp.Cli.Api;
using SocketWarp.Cli.Completion;
using SocketWarp.Cli.Output;

namespace SocketWarp.Cli.Close;

/// <summary><c>warp close PORT|ID</c>.</summary>
internal static class CloseCommand
{
    public static Command Create(Voice voice)
    {
        var name = new Argument<string>("PORT|ID") { Description = "the port, or the id of its assignment", HelpName = "PORT|ID" };
        var gateway = new Option<string?>("--gateway") { Description = "the gateway whose port is meant, where several have it", HelpName = "ID" };
        name.CompletionSources.Add(ApiCompletions.Ports);

        var command = new ClientCommand(
            voice,
            "close",
            "Take a port away; tunnels that are open go on",
            async (context, cancellationToken) =>
            {
                var list = await context.Api.ListAssignmentsAsync(cancellationToken);
                var said = context.Said();
                var found = Naming.FindOne(list, context.Parsed.GetRequiredValue(name), context.Parsed.GetValue(gateway));
                await context.Api.DeleteAssignmentAsync(found.Id, cancellationToken: cancellationToken);
                context.Voice.Data(context.Json ? JsonParts.Of(said, found.Id) : $"{found.Port} closed");
                return ExitCode.Done;
            }
        )
        {
            name,
            gateway,
        };
        return command.WithApiOptions();
    }
}
