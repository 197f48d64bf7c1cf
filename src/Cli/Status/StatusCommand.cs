using System.CommandLine;
using SocketWarp.Cli.Api;
using SocketWarp.Cli.Completion;
using SocketWarp.Cli.Output;

namespace SocketWarp.Cli.Status;

/// <summary><c>warp status [UID|PORT|ID]</c>.</summary>
internal static class StatusCommand
{
    public static Command Create(Voice voice)
    {
        var name = new Argument<string?>("UID|PORT|ID")
        {
            Description = "show only what belongs to this connector or port",
            HelpName = "UID|PORT|ID",
            Arity = ArgumentArity.ZeroOrOne,
        };
        name.CompletionSources.Add(ApiCompletions.Uids);
        name.CompletionSources.Add(ApiCompletions.Ports);

        var command = new ClientCommand(
            voice,
            "status",
            "Show gateways, connectors and ports, and why visitors were turned away",
            async (context, cancellationToken) =>
            {
                var status = await StatusReader.ReadAsync(context, context.Parsed.GetValue(name), cancellationToken);
                if (context.Json)
                    voice.Data(status.Json);
                else
                    StatusView.Show(voice, context.Address, status, DateTimeOffset.UtcNow);
                return ExitCode.Done;
            }
        )
        {
            name,
        };
        return command.WithApiOptions();
    }
}
