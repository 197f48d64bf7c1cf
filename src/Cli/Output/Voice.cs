using SocketWarp.Protocol;
using Spectre.Console;

namespace SocketWarp.Cli.Output;

/// <summary>How <c>warp</c> speaks: data on standard output; errors, warnings and hints on standard error, each a line that says who is speaking.</summary>
internal sealed class Voice(TextWriter output, TextWriter error, bool plain)
{
    private const string Tool = "warp";

    // Wider than any row: a pipe has no edge where a line would have to be broken.
    private const int PipeWidth = 4096;

    private IAnsiConsole? _console;

    public TextWriter Output => output;

    /// <summary>For tables. Never coloured unless a person looks at it and wants it.</summary>
    public IAnsiConsole Console => _console ??= CreateConsole();

    /// <summary>Colour and line breaks are for terminals that want them: see https://no-color.org.</summary>
    public static Voice OfProcess()
    {
        var unwanted = Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 } || Environment.GetEnvironmentVariable("TERM") is "dumb";
        return new Voice(System.Console.Out, System.Console.Error, System.Console.IsOutputRedirected || unwanted);
    }

    public void Data(string line) => output.WriteLine(line);

    public void Error(string message, string? hint = null)
    {
        error.WriteLine($"{Tool}: error: {Sentence(message)}");
        Hint(hint);
    }

    public void Warning(string message, string? hint = null)
    {
        error.WriteLine($"{Tool}: warning: {Sentence(message)}");
        Hint(hint);
    }

    public void Hint(string? hint)
    {
        if (hint is not null) error.WriteLine($"{Tool}: hint: {Sentence(hint)}");
    }

    /// <summary>One line in lower case without a full stop, and nothing in it that a terminal would obey.</summary>
    private static string Sentence(string text)
    {
        var line = PeerText.Clean(string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.'), int.MaxValue);
        var isWord = line.Length > 1 && char.IsUpper(line[0]) && char.IsLower(line[1]);
        return isWord ? char.ToLowerInvariant(line[0]) + line[1..] : line;
    }

    private IAnsiConsole CreateConsole()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = plain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        if (System.Console.IsOutputRedirected) console.Profile.Width = PipeWidth;
        return console;
    }
}
