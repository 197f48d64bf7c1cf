using System.CommandLine;
using System.CommandLine.Parsing;
using SocketWarp.Base;

namespace SocketWarp.Cli.Parsing;

/// <summary>Options with a check of their own, whose errors name the option, the value and the fix.</summary>
internal static class Arguments
{
    private static readonly TimeSpan LongestTime = TimeSpan.FromDays(1);

    /// <param name="standard">Null: the description says it.</param>
    /// <param name="least">The shortest that is taken.</param>
    /// <param name="most">The longest; null: a day.</param>
    public static Option<TimeSpan?> Duration(string name, string description, TimeSpan? standard, TimeSpan least, TimeSpan? most = null) =>
        new(name)
        {
            Description = standard is { } time ? $"{description} [default: {DurationText.Format(time)}]" : description,
            HelpName = "TIME",
            CustomParser = result =>
                Read(
                    result,
                    (string text, out TimeSpan value) => DurationText.TryParse(text, out value) && value >= least && value <= (most ?? LongestTime),
                    $"write a time from {DurationText.Format(least)} to {DurationText.Format(most ?? LongestTime)} with its unit, such as 500ms, 5s or 2m"
                ),
        };

    public static Option<int?> Number(string name, string helpName, string description, int least, int most) =>
        new(name)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = result =>
                Read(
                    result,
                    (string text, out int value) => int.TryParse(text, out value) && value >= least && value <= most,
                    $"write a number from {least} to {most}"
                ),
        };

    private delegate bool TryRead<T>(string text, out T value);

    private static T? Read<T>(ArgumentResult result, TryRead<T> read, string fix)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (read(text, out var value))
            return value;
        var option = result.Parent is OptionResult parent ? parent.Option.Name : result.Argument.Name;
        result.AddError($"{option} is \"{text}\": {fix}");
        return default;
    }
}
