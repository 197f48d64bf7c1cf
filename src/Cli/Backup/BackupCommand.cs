using System.CommandLine;
using SocketWarp.Base;
using SocketWarp.Cli.Api;
using SocketWarp.Cli.Output;
using SocketWarp.Cli.Parsing;

namespace SocketWarp.Cli.Backup;

/// <summary><c>warp backup FILE</c> and <c>warp clients backup FILE</c>.</summary>
internal static class BackupCommand
{
    /// <param name="service">The service whose store is meant.</param>
    /// <param name="what">What is in it.</param>
    public static Command Create(Voice voice, ApiService service, string what)
    {
        var file = new Argument<string>("FILE") { Description = "the file to write, for its owner only", HelpName = "FILE" };
        var force = new Option<bool>("--force") { Description = "overwrite an existing file" };
        var command = new ClientCommand(
            voice,
            "backup",
            $"Save all {what}, as of one moment, while {service.Name} runs",
            async (context, cancellationToken) =>
            {
                var path = context.Parsed.GetRequiredValue(file);
                Check(path, context.Parsed.GetValue(force));
                try
                {
                    var header = await PrivateFiles.ReplaceAsync(Path.GetFullPath(path), file => context.Service.BackupAsync(file, cancellationToken));
                    voice.Data(context.Json ? context.Said() : $"{header.Count} {what} at revision {header.Revision} saved in {path}");
                    return ExitCode.Done;
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
                {
                    throw new WarpException(
                        ExitCode.Failed,
                        $"\"{path}\" could not be written: {FileProblem.Describe(exception)}",
                        "make room, or name another file"
                    );
                }
            },
            service,
            isTransfer: true
        )
        {
            file,
            force,
        };
        return command.WithApiOptions();
    }

    private static void Check(string path, bool force)
    {
        if (Directory.Exists(path))
            throw new WarpException(ExitCode.BadArgument, $"\"{path}\" is a folder", "name another file");
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
            throw new WarpException(ExitCode.BadArgument, $"the folder \"{folder}\" does not exist", "create it, or name another file");
        if (!force && File.Exists(path))
            throw new WarpException(ExitCode.Conflict, $"\"{path}\" is there already", "name another file, or overwrite it with --force");
    }
}
