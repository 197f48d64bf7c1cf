using System.CommandLine;
using SocketWarp.Cli.Api;
using SocketWarp.Cli.Output;
using SocketWarp.Cli.Parsing;
using SocketWarp.Client;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Cli.Backup;

/// <summary><c>warp restore FILE</c> and <c>warp clients restore FILE</c>.</summary>
internal static class RestoreCommand
{
    /// <param name="service">The service whose store is meant.</param>
    /// <param name="what">What is in it.</param>
    public static Command Create(Voice voice, ApiService service, string what)
    {
        var file = new Argument<string>("FILE") { Description = "a file that backup wrote", HelpName = "FILE" };
        var dryRun = new Option<bool>("--dry-run") { Description = "change nothing, say what would change" };
        var command = new ClientCommand(
            voice,
            "restore",
            $"Set the {what} to what a backup says, all at once or not at all, while {service.Name} runs",
            async (context, cancellationToken) =>
            {
                var isDry = context.Parsed.GetValue(dryRun);
                var r = await RestoreAsync(context.Service, context.Parsed.GetRequiredValue(file), isDry, cancellationToken);
                var changes = $"{r.Added} added, {r.Changed} changed, {r.Removed} removed, {r.Unchanged} as they were";
                voice.Data(
                    context.Json ? context.Said()
                    : isDry ? $"would be: {changes}"
                    : $"{changes}; revision {r.Revision}"
                );
                return ExitCode.Done;
            },
            service,
            isTransfer: true
        )
        {
            file,
            dryRun,
        };
        return command.WithApiOptions();
    }

    private static async Task<RestoreView> RestoreAsync(ServiceClient service, string path, bool dryRun, CancellationToken cancellationToken)
    {
        try
        {
            await using var backup = File.OpenRead(path);
            return await service.RestoreAsync(backup, dryRun, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new WarpException(ExitCode.BadArgument, $"\"{path}\" cannot be read: {FileProblem.Describe(exception)}", "name a file that backup wrote");
        }
    }
}
