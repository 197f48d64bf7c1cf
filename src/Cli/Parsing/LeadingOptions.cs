using System.CommandLine;

namespace SocketWarp.Cli.Parsing;

/// <summary>Lets the options of a command stand before it: <c>warp --json list</c> is <c>warp list --json</c>.</summary>
internal static class LeadingOptions
{
    /// <summary>The same words with every option behind the command that it belongs to.</summary>
    public static IReadOnlyList<string> Move(IReadOnlyList<string> args, Command root)
    {
        var command = root;
        List<string> words = [],
            leading = [];
        var at = 0;
        while (at < args.Count && command.Subcommands.Count > 0)
        {
            var word = args[at];
            if (command.Subcommands.FirstOrDefault(c => c.Name == word) is { } below)
            {
                command = below;
                words.Add(word);
            }
            else if (word is ['-', _, ..] and not "--")
            {
                leading.Add(word);
                if (TakesValue(root, word) && at + 1 < args.Count)
                    leading.Add(args[++at]);
            }
            else
            {
                break;
            }

            at++;
        }

        return [.. words, .. leading, .. args.Skip(at)];
    }

    private static bool TakesValue(Command root, string word)
    {
        if (word.Contains('=', StringComparison.Ordinal))
            return false;
        // An option that no command has may be a setting of a service: --Section:Key.
        return Options(root).FirstOrDefault(o => o.Name == word || o.Aliases.Contains(word)) is { } option
            ? option.ValueType != typeof(bool) && option.Arity.MaximumNumberOfValues > 0
            : word.Contains(':', StringComparison.Ordinal);
    }

    private static IEnumerable<Option> Options(Command command) => command.Options.Concat(command.Subcommands.SelectMany(Options));
}
