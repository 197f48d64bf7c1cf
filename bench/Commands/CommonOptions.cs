using System.CommandLine;

namespace SocketWarp.Bench.Commands;

internal static class CommonOptions
{
    public static Option<int> Rounds(int usual) => Positive("--rounds", "Rounds; medians are taken over them", usual);

    public static Option<int> Seconds(int usual) => Positive("--seconds", "Seconds of each measurement", usual);

    public static Option<int> Positive(string name, string description, int usual, int least = 1)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < least)
                result.AddError($"{name} is {result.GetValueOrDefault<int>()}: write {least} or more");
        });
        return option;
    }
}
