using System.CommandLine;
using SocketWarp.Cli.Output;
using SocketWarp.Cli.Serve;

namespace SocketWarp.Cli.Help;

/// <summary><c>warp help [TOPIC]</c>: the help of a command, or the exit codes.</summary>
internal static class HelpCommand
{
    private const string ExitCodes = "exit-codes";

    public static Command Create(Voice voice, RootCommand root)
    {
        var topic = new Argument<string?>("TOPIC")
        {
            Description = $"a command, or {ExitCodes}",
            HelpName = "TOPIC",
            Arity = ArgumentArity.ZeroOrOne,
        };
        topic.AcceptOnlyFromAmong([.. root.Subcommands.Select(c => c.Name), ExitCodes]);
        var command = new Command("help", $"Show help of a command, or of {ExitCodes}") { topic };
        command.SetAction(parsed =>
        {
            var name = parsed.GetValue(topic);
            if (root.Subcommands.FirstOrDefault(c => c.Name == name) is ServeCommand serve)
                return serve.Run(["--help"], voice);
            if (name != ExitCodes)
                return root.Parse(name is null ? ["--help"] : [name, "--help"]).Invoke();
            Grid.Write(voice, [new("CODE", Right: true), new("MEANING")], ExitCode.Table.Select(e => new Cell[] { e.Code, e.Meaning }));
            return ExitCode.Done;
        });
        return command;
    }
}
