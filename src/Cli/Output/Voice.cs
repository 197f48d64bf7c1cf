using SocketWarp.Protocol;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace SocketWarp.Cli.Output;

/// <summary>How <c>warp</c> speaks: data on standard output; errors, warnings and hints on standard error, each a line that says who is speaking.</summary>
internal sealed class Voice
{
    public const string Tool = "warp";

    // Wider than any row: a terminal that is too narrow wraps whole lines better than columns.
    private const int Unbroken = 4096;

    // Not before the first word: a program that takes the place of this one is to find the terminal as it was.
    private readonly Lazy<TextWriter> _output = new(() => Console.Out);
    private readonly Lazy<TextWriter> _error = new(() => Console.Error);
    private readonly Lazy<bool> _colour = new(CanColour);

    public void Data(string line) => _output.Value.WriteLine(line);

    /// <summary>A table; no line has blanks at its end.</summary>
    public void Data(IRenderable table)
    {
        var text = new StringWriter();
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = _colour.Value ? AnsiSupport.Yes : AnsiSupport.No,
                ColorSystem = _colour.Value ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
                Interactive = InteractionSupport.No,
                Out = new AnsiConsoleOutput(text),
            }
        );
        console.Profile.Width = Unbroken;
        console.Write(table);
        _output.Value.Write(Trimmed(text.ToString()));
    }

    public void Error(string message, string? hint = null)
    {
        _error.Value.WriteLine($"{Tool}: error: {Sentence(message)}");
        Hint(hint);
    }

    public void Warning(string message, string? hint = null)
    {
        _error.Value.WriteLine($"{Tool}: warning: {Sentence(message)}");
        Hint(hint);
    }

    public void Hint(string? hint)
    {
        if (hint is not null)
            _error.Value.WriteLine($"{Tool}: hint: {Sentence(hint)}");
    }

    /// <summary>One line in lower case without a full stop, and nothing in it that a terminal would obey.</summary>
    private static string Sentence(string text)
    {
        var line = PeerText.Clean(string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.'), int.MaxValue);
        var isWord = line.Length > 1 && char.IsUpper(line[0]) && char.IsLower(line[1]);
        return isWord ? char.ToLowerInvariant(line[0]) + line[1..] : line;
    }

    /// <summary>Colour is for terminals that want it: see https://no-color.org.</summary>
    private static bool CanColour()
    {
        if (
            Console.IsOutputRedirected
            || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 }
            || Environment.GetEnvironmentVariable("TERM") is "dumb"
        )
            return false;
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(Console.Out) });
        return terminal.Profile.Capabilities.Ansi;
    }

    private static string Trimmed(string text) => string.Join('\n', text.Split('\n').Select(l => l.TrimEnd()));
}
