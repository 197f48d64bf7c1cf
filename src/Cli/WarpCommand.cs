using System.CommandLine;
using System.CommandLine.Help;
using SocketWarp.Base;
using SocketWarp.Cli.Api;
using SocketWarp.Cli.Backup;
using SocketWarp.Cli.Clients;
using SocketWarp.Cli.Close;
using SocketWarp.Cli.Completion;
using SocketWarp.Cli.Enroll;
using SocketWarp.Cli.Help;
using SocketWarp.Cli.List;
using SocketWarp.Cli.Open;
using SocketWarp.Cli.Output;
using SocketWarp.Cli.Parsing;
using SocketWarp.Cli.Pki;
using SocketWarp.Cli.Serve;
using SocketWarp.Cli.Status;

namespace SocketWarp.Cli;

/// <summary>The whole command line.</summary>
internal static class WarpCommand
{
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, Voice voice)
    {
        // "@" begins no file here: a target or a text may begin with it.
        var root = Create(voice);
        var words = LeadingOptions.Move(args, root);
        try
        {
            // Before anything is written or read: the program has to find terminal and streams as they were.
            if (words is [var name, ..] && root.Subcommands.FirstOrDefault(c => c.Name == name) is ServeCommand serve)
                return serve.Run(words.Skip(1), voice);
            var parsed = root.Parse(words, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parsed.Errors.Count > 0 && parsed.Action is not { ClearsParseErrors: true })
                return UsageErrors.Report(parsed, voice);
            // Ctrl-C ends a call of the API at once; what runs longer handles signals itself.
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception e)
        {
            foreach (var line in FailureText.Lines(e))
                voice.Error(line);
            return ExitCode.Failed;
        }
    }

    private static RootCommand Create(Voice voice)
    {
        var root = new RootCommand("Publish sockets from inside restricted networks, and see how they do. Exit codes: warp help exit-codes.")
        {
            OpenCommand.Create(voice),
            CloseCommand.Create(voice),
            ListCommand.Create(voice),
            StatusCommand.Create(voice),
            new ServeCommand(
                "listener",
                "Run API and gateway in one process; takes the environment of socket-warp's sw_listener",
                "SocketWarp.AllInOne",
                "listener"
            ),
            new ServeCommand("connector", "Run the inside agent; takes socket-warp's settings.json", "SocketWarp.Connector"),
            new ServeCommand("up", "Run everything in one process, certificate service included, to try it", "SocketWarp.AllInOne"),
            PkiCommand.Create(voice),
            EnrollCommand.Create(voice),
            ClientsCommand.Create(voice),
            BackupCommand.Create(voice, ApiService.Control, "assignments"),
            RestoreCommand.Create(voice, ApiService.Control, "assignments"),
            CompletionCommand.Create(voice),
        };
        root.Subcommands.Add(HelpCommand.Create(voice, root));
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            // Windows' spellings would only be noise among the words that a shell completes.
            help.Aliases.Remove("/?");
            help.Aliases.Remove("/h");
        }

        return root;
    }
}
