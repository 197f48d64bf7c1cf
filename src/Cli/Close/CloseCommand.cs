using System.CommandLine;
using SocketWarp.Cli.Api;
using SocketWarp.Cli.Completion;
using SocketWarp.Cli.Output;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Cli.Close;

/// <summary><c>warp close PORT|ID</c>.</summary>
internal static class CloseCommand
{
    public static Command Create(Voice voice)
    {
        var name = new Argument<string>("PORT|ID") { Description = "the port, or the id of its assignment", HelpName = "PORT|ID" };
        var gateway = new Option<string?>("--gateway") { Description = "the gateway whose port is meant, where several have it", HelpName = "ID" };
        name.CompletionSources.Add(ApiCompletions.Ports);

        var command = new ClientCommand(voice, "close", "Take a port away; tunnels that are open go on", async (context, cancellationToken) =>
        {
            var list = await context.Api.GetAsync(RestRoutes.Assignments, RestJson.Default.IReadOnlyListAssignmentView, cancellationToken);
            var found = Naming.FindOne(list.Value, context.Parsed.GetRequiredValue(name), context.Parsed.GetValue(gateway));
            await context.Api.DeleteAsync($"{RestRoutes.Assignments}/{found.Id}", cancellationToken);
            context.Voice.Data(context.Json ? JsonParts.Of(list, found.Id) : $"{found.Port} closed");
            return ExitCode.Done;
        })
        {
            name, gateway,
        };
        return command.WithApiOptions();
    }
}
