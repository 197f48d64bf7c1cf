using System.CommandLine;
using System.CommandLine.Parsing;
using SocketWarp.Cli.Output;

namespace SocketWarp.Cli.Parsing;

/// <summary>Says what is wrong with a command line.</summary>
internal static class UsageErrors
{
    public static int Report(ParseResult parsed, Voice voice)
    {
        var path = Path(parsed.CommandResult);
        // A wrong command is also reported as a missing one; people need to hear only of the wrong one.
        var errors = parsed.UnmatchedTokens.Count > 0 && parsed.Errors.Count > parsed.UnmatchedTokens.Count ? parsed.Errors.Skip(1) : parsed.Errors;
        foreach (var message in errors.Select(e => e.Message))
            voice.Error(message);
        voice.Hint($"\"{path} --help\" says what there is");
        return ExitCode.BadArgument;
    }

    private static string Path(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{Path(parent)} {command.Command.Name}" : command.Command.Name;
}
