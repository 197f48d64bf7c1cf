using System.Globalization;

namespace SocketWarp.Cli.Tests.Scripting;

/// <summary>
/// Reads scripts: <c># comment</c>; <c>@ event</c>; <c>$ command</c>, followed by the lines that it prints,
/// those of standard error after <c>!</c>, and after <c>?</c> the exit code if it is not 0.
/// </summary>
internal static class Script
{
    public static IReadOnlyList<ScriptStep> Read(IReadOnlyList<string> lines)
    {
        var steps = new List<ScriptStep>();
        for (var i = 0; i < lines.Count; i++)
        {
            var (kind, rest) = Split(lines[i]);
            var step = steps.LastOrDefault();
            if (kind is '#')
                continue;
            if (kind is '$')
                steps.Add(new ScriptStep(i + 1, rest, null));
            else if (kind is '@')
                steps.Add(new ScriptStep(i + 1, null, rest));
            else if (step?.Command is null && lines[i].Length == 0)
                continue;
            else if (step?.Command is null)
                throw new InvalidDataException($"line {i + 1}: output of no command");
            else if (kind is '!')
                step.Error.Add(rest);
            else if (kind is '?')
                step.ExitCode = int.Parse(rest, CultureInfo.InvariantCulture);
            else
                step.Output.Add(lines[i]);
        }

        return steps;
    }

    private static (char Kind, string Text) Split(string line) =>
        line.Length >= 2 && line[1] == ' ' && "#$@!?".Contains(line[0], StringComparison.Ordinal) ? (line[0], line[2..]) : (' ', line);
}
