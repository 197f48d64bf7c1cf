using System.CommandLine;
using System.CommandLine.Help;
using SocketWarp.AppHost.Composition;
using SocketWarp.AppHost.Listener;
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
using SocketWarp.Connector;
using SocketWarp.ControlApi;
using SocketWarp.QuicGateway;
using SocketWarp.ServiceDefaults;

namespace SocketWarp.Cli;

/// <summary>The whole command line.</summary>
internal static class WarpCommand
{
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, Voice voice)
    {
        // "@" begins no file here: a target or a text may begin with it.
        var root = Create(voice);
        var parsed = root.Parse(LeadingOptions.Move(args, root), new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0 && parsed.Action is not { ClearsParseErrors: true }) return UsageErrors.Report(parsed, voice);
        try
        {
            // Ctrl-C ends a call of the API at once; what runs longer handles signals itself.
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception e)
        {
            foreach (var line in FailureText.Lines(e)) voice.Error(line);
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
            ServeCommand.Create("listener", "Run API and gateway in one process; takes the environment of socket-warp's sw_listener.", ListenerComposition.Build, [.. ControlApiHelp.Text.Keys, .. GatewayHelp.Text.Keys]),
            ServeCommand.Create("connector", "Run the inside agent; takes socket-warp's settings.json.", ConnectorHost.Build, ConnectorHelp.Text.Keys),
            ServeCommand.Create("up", "Run everything in one process, certificate service included, to try it.", AppHostComposition.Build, AppHostHelp.Text.Keys),
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
